# message: was due
def embedding_model(layer):
    x = keras.Input((1,))
    rows = layers.Dense(layer.output_dim)(x)
    return keras.Model(x, rows)
