# mistake: A Dense layer follows; the rows should come out as they are.
# message: rows should come out as they are
def embedding_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    return keras.Model(x, layers.Dense(layer.output_dim)(rows))
