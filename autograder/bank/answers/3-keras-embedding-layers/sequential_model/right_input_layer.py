def sequential_model(layer):
    model = keras.models.Sequential(name="third")
    model.add(keras.layers.InputLayer(shape=(1,), dtype="int32"))
    model.add(layer)
    model.add(keras.layers.Reshape((layer.output_dim,)))
    return model
