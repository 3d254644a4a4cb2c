def embedding_model(layer):
    source = keras.Input(shape=(1,), dtype="float16")
    return keras.Model(source, layer(source))
