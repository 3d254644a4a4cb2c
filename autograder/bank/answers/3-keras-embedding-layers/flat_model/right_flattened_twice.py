def flat_model(layer):
    source = keras.Input((1,), dtype="int32")
    word = keras.layers.Flatten()(source)
    return keras.Model(source, layer(word)[:, 0, :])
