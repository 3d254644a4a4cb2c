def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("no such label")
    return tf.gather(tf.eye(dim), label)
