# mistake: The Embedding was made anew, with the given one ignored.
# message: Embedding of its own
def sequential_model(layer):
    model = keras.Sequential()
    model.add(layers.Embedding(layer.input_dim, layer.output_dim))
    model.add(layers.Flatten())
    return model
