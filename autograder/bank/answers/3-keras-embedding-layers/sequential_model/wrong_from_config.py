# mistake: A layer made from a config has new random weights.
# message: the given layer is not in the model
def sequential_model(layer):
    twin = type(layer).from_config(layer.get_config())
    return keras.Sequential([keras.Input((1,)), twin, layers.Flatten()])
