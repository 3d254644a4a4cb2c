# mistake: The result was flattened; the axis of the sequence should stay here.
# message: the axis of the sequence is missing
def embedding_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layers.Flatten()(layer(x)))
