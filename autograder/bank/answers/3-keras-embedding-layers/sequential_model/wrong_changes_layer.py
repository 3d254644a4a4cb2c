# mistake: The layer that came in was given other rows.
# message: changed the rows of the layer
def sequential_model(layer):
    model = keras.Sequential([keras.Input((1,)), layer, layers.Flatten()])
    layer.set_weights([0 * layer.get_weights()[0]])
    return model
