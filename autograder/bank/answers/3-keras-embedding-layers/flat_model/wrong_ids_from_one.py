# mistake: Ids were counted from 1.
# message: ids count from 0
def flat_model(layer):
    x = keras.Input((1,))
    return keras.Model(x, layers.Flatten()(layer(x - 1)))
