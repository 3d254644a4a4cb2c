def flat_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    return keras.Model(x, layers.Reshape((rows.shape[-1],))(rows))
