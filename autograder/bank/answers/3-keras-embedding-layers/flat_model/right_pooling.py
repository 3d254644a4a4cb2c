def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layers.GlobalAveragePooling1D()(layer(x)))
