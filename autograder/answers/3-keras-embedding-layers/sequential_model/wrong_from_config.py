# mistake: A layer made from a config has new random weights.
# message: They differ first
def sequential_model(layer):
    twin = type(layer).from_config(layer.get_config())
    return keras.Sequential([keras.Input((1,)), twin, layers.Flatten()])
