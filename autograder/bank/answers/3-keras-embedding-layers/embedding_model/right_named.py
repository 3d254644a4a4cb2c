def embedding_model(layer):
    x = keras.Input((1,), name='id')
    rows = layer(x)
    return keras.models.Model([x], rows, name='m')
