# mistake: Input and output are swapped in keras.Model.
# message: takes the input first
def embedding_model(layer):
    x = keras.Input((1,))
    return keras.Model(layer(x), x)
