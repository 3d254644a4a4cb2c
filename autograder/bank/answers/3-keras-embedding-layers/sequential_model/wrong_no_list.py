# mistake: The layers were not put into a list.
# message: takes one list of layers
def sequential_model(layer):
    return keras.Sequential(layer, layers.Flatten())
