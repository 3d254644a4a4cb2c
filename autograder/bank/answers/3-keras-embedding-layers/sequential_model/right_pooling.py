def sequential_model(layer):
    return keras.Sequential([layer, layers.GlobalMaxPooling1D()])
