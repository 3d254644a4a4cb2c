# mistake: tf.one_hot turns a bad label into zeros: check the labels first.
# message: a ValueError was due for a bad label
def onehot_encode(dim, label):
    return tf.one_hot(label, dim)
