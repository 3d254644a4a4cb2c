# mistake: keras.Model needs the input too.
# message: the input and the output
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(layers.Flatten()(layer(x)))
