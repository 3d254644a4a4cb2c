# mistake: The model has a new layer with copied weights; it should use that very layer.
# message: still the old rows
def sequential_model(layer):
    twin = layers.Embedding(layer.input_dim, layer.output_dim, weights=layer.get_weights())
    return keras.Sequential([keras.Input((1,)), twin, layers.Flatten()])
