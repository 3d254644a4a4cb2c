# mistake: The model is made but not returned.
# message: a keras.Model was due
def flat_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    keras.Model(x, layers.Flatten()(rows))
