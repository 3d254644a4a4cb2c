# mistake: The model is made but not returned.
# message: is there a `return`
def embedding_model(layer):
    x = keras.Input((1,))
    rows = layer(x)
    keras.Model(x, rows)
