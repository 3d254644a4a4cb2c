def embedding_model(layer):
    x = keras.Input((None,), dtype='int64')
    return keras.Model(x, layer(x))
