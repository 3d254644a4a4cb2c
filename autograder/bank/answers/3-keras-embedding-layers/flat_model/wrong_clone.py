# mistake: The model has a copy of the layer; it should use that very layer.
# message: still the old rows
def flat_model(layer):
    twin = type(layer).from_config(layer.get_config())
    twin.build()
    twin.set_weights(layer.get_weights())
    x = keras.Input((1,))
    rows = twin(x)
    return keras.Model(x, layers.Flatten()(rows))
