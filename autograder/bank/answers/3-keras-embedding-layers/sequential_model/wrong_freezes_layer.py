# mistake: The layer that came in was frozen.
# message: froze the layer
def sequential_model(layer):
    layer.trainable = False
    return keras.Sequential([keras.Input((1,)), layer, layers.Flatten()])
