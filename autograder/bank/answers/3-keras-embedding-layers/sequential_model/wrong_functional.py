# mistake: This is a functional model; a keras.Sequential was asked for.
# message: that is a functional model
def sequential_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layers.Flatten()(layer(x)))
