# mistake: The numbers of a row stand in one column, one below the other.
# message: each id gives one vector
def flat_model(layer):
    source = keras.Input((1,), dtype="int32")
    return keras.Model(source, layers.Reshape((-1, 1))(layer(source)))
