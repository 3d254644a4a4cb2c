def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, keras.ops.squeeze(layer(x), axis=1))
