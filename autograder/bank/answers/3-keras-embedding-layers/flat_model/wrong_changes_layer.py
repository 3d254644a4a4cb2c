# mistake: The layer that came in was given other rows.
# message: changed the rows of the layer
def flat_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    layer.set_weights([0 * layer.get_weights()[0]])
    return keras.Model(x, layers.Flatten()(rows))
