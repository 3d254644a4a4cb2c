# mistake: The model has a copy of the layer; it should use that very layer.
# message: still the old rows
def sequential_model(layer):
    twin = type(layer).from_config(layer.get_config())
    twin.build()
    twin.set_weights(layer.get_weights())
    return keras.Sequential([keras.Input((1,)), twin, layers.Flatten()])
