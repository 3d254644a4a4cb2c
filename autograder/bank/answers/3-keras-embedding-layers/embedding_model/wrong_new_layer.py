# mistake: The model has an Embedding of its own; it should use the one given.
# message: the given layer is not in the model
def embedding_model(layer):
    x = keras.Input((1,))
    rows = layers.Embedding(layer.input_dim, layer.output_dim)(x)
    return keras.Model(x, rows)
