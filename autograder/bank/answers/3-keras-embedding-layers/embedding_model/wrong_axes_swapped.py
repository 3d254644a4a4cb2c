# mistake: The axes of the sequence and of the numbers are swapped.
# message: each id gives one vector
def embedding_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layers.Reshape((layer.output_dim, 1))(layer(x)))
