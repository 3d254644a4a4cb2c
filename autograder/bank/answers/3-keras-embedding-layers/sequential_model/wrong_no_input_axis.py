# mistake: The batch was written into the shape of the input.
# message: without the batch
def sequential_model(layer):
    return keras.Sequential([keras.Input((None, 1)), layer, layers.Reshape((-1, layer.output_dim))])
