# mistake: The batch was flattened along with the rest.
# message: the batch was flattened too
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, keras.ops.reshape(layer(x), (1, -1)))
