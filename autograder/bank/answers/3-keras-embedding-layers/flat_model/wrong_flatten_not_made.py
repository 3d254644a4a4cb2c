# mistake: The Flatten layer was not made before it was called.
# message: make the Flatten layer
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layers.Flatten(layer(x)))
