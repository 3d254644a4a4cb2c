# mistake: The axis of the sequence was cut off before the lookup, so the output has none either.
# message: axis of the sequence is missing
def embedding_model(layer):
    source = keras.Input((1,), dtype="int32")
    return keras.Model(source, layer(source[:, 0]))
