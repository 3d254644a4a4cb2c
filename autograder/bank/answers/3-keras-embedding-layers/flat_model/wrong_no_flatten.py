# mistake: Flatten is missing.
# message: the axis of the sequence is still there
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layer(x))
