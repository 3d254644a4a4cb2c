def sequential_model(layer):
    source = keras.Input((1,), dtype="int32")
    return keras.Sequential([keras.Input((1,), dtype="int32"), keras.Model(source, layer(source)), layers.Flatten()])
