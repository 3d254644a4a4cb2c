# mistake: The rows were taken from a layer of the same shape, made anew.
# message: Embedding of its own
def flat_model(layer):
    return keras.Sequential([layers.Embedding(layer.input_dim, layer.output_dim), layers.Flatten()])
