# mistake: The batch was written into the shape of the input.
# message: without the batch
def flat_model(layer):
    x = keras.Input((None, 1))
    rows = layer(x)
    return keras.Model(x, rows)
