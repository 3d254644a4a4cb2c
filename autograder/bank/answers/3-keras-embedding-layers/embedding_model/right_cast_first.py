def embedding_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layer(keras.ops.cast(x, 'int32')))
