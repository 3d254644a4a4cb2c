# mistake: The rows were scaled on their way out.
# message: rows should come out as they are
# control run
def flat_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    rows = layers.Rescaling(2.0)(rows)
    return keras.Model(x, layers.Flatten()(rows))
