# mistake: keras.Model needs the input too.
# message: the input and the output
def embedding_model(layer):
    x = keras.Input((1,))
    return keras.Model(layer(x))
