# mistake: A list was added at once.
# message: one layer at a time
def sequential_model(layer):
    model = keras.Sequential()
    model.add([layer, layers.Flatten()])
    return model
