# mistake: dim and label are swapped in tf.one_hot.
# message: dim and label are swapped
def onehot_encode(dim, label):
    if np.min(label) < 0 or np.max(label) >= dim:
        raise ValueError('bad')
    return tf.one_hot(dim, label)
