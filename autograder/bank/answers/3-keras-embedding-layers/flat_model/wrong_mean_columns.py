# mistake: The mean over the columns was taken, not over the sequence.
# message: numbers of a row were averaged
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, keras.ops.mean(layer(x), axis=-1))
