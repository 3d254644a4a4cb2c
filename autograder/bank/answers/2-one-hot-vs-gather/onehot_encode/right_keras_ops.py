import keras


def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("no such label")
    return keras.ops.one_hot(np.asarray(label, "int64"), dim)
