def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError('bad label')
    return tf.keras.utils.to_categorical(label, num_classes=dim).astype('float32').reshape(np.shape(label) + (dim,))
