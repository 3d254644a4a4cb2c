# mistake: Every number is NaN.
# message: every number is NaN
def flat_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    rows = layers.Rescaling(float("nan"))(rows)
    return keras.Model(x, layers.Flatten()(rows))
