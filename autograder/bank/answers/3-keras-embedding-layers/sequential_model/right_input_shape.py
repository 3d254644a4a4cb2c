def sequential_model(layer):
    return keras.Sequential([layers.Input(shape=[1]), layer, layers.Flatten()], name='mine')
