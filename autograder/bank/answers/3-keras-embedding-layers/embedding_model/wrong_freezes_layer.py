# mistake: The layer that came in was frozen.
# message: froze the layer
def embedding_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    layer.trainable = False
    return keras.Model(x, rows)
