# mistake: The layer was called; Sequential does that itself.
# message: takes the layers themselves
def sequential_model(layer):
    x = keras.Input((1,))
    return keras.Sequential([x, layer(x), layers.Flatten()])
