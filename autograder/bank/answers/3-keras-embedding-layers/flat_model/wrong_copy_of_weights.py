# mistake: The model has a new layer with copied weights; it should use that very layer.
# message: still the old rows
def flat_model(layer):
    twin = layers.Embedding(layer.input_dim, layer.output_dim, weights=layer.get_weights())
    x = keras.Input((1,))
    rows = twin(x)
    return keras.Model(x, layers.Flatten()(rows))
