# mistake: A layer made from a config has new random weights.
# message: the given layer is not in the model
def embedding_model(layer):
    twin = type(layer).from_config(layer.get_config())
    x = keras.Input((1,))
    rows = twin(x)
    return keras.Model(x, rows)
