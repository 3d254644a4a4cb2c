# mistake: The model has an Embedding of its own; it should use the one given.
# message: the given layer is not in the model
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layers.Embedding(layer.input_dim, layer.output_dim), layers.Flatten()])
