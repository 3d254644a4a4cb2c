# mistake: The layer was not called on the input.
# message: call the layer on the input
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layers.Flatten()(layer))
