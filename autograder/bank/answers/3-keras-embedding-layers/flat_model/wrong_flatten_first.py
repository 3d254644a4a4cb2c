# mistake: Flatten was put before the layer, where it changes nothing.
# message: Flatten comes after
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layer(layers.Flatten()(x)))
