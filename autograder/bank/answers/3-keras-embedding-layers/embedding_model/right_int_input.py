def embedding_model(layer):
    ids = keras.Input(shape=(1,), dtype='int32')
    rows = layer(ids)
    return keras.Model(inputs=ids, outputs=rows)
