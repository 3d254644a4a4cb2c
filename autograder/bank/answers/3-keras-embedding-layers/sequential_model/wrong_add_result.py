# mistake: The result of add, None, was kept in place of the model.
# message: leave out the `=`
def sequential_model(layer):
    model = keras.Sequential()
    model = model.add(layer)
    model.add(layers.Flatten())
    return model
