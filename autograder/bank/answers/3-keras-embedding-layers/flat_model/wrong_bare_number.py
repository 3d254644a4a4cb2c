# mistake: The shape of an input is a tuple: (1,).
# message: a shape is a tuple
def flat_model(layer):
    x = keras.Input(1)
    return keras.Model(x, layers.Flatten()(layer(x)))
