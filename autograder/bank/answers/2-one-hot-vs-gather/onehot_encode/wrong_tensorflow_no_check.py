# mistake: tf.one_hot turns a bad label into zeros: check the labels first.
# message: became zeros, silently
def onehot_encode(dim, label):
    return tf.one_hot(label, dim)
