# mistake: The list of layers is returned, not the model.
# message: several things in a row
def sequential_model(layer):
    return [keras.Input((1,)), layer, layers.Flatten()]
