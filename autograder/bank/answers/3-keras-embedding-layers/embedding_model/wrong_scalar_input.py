# mistake: The input is made for bare ids, without the axis of the sequence.
# message: one id in each sequence
def embedding_model(layer):
    source = keras.Input((), dtype="int32")
    rows = layer(source)
    return keras.Model(source, keras.ops.expand_dims(rows, 1))
