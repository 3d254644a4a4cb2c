def sequential_model(layer):
    model = keras.models.Sequential()
    model.add(keras.Input(shape=(1,), dtype='int32'))
    model.add(layer)
    model.add(layers.Flatten())
    return model
