# mistake: What the last layer gives is returned, not the model.
# message: wrap it in a keras.Model
def flat_model(layer):
    x = keras.Input((1,))
    return layers.Flatten()(layer(x))
