# mistake: keras.utils.to_categorical drops a last axis of length one.
# message: an axis of length one was lost
def onehot_encode(dim, label):
    import keras

    label = np.asarray(label)
    if label.min() < 0 or label.max() >= dim:
        raise ValueError("bad label")
    return keras.utils.to_categorical(label, dim).astype("float32")
