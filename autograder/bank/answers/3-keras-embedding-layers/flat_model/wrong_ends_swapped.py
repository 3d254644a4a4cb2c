# mistake: Input and output are swapped in keras.Model.
# message: takes the input first
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(layers.Flatten()(layer(x)), x)
