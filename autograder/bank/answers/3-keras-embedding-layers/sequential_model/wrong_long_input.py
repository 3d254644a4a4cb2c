# mistake: The input is made for sequences of another length.
# message: one id in each sequence
def sequential_model(layer):
    return keras.Sequential([keras.Input((layer.output_dim,)), layer, layers.Flatten()])
