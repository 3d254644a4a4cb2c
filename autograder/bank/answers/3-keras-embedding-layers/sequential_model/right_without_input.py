def sequential_model(layer):
    return keras.Sequential([layer, layers.Flatten()])
