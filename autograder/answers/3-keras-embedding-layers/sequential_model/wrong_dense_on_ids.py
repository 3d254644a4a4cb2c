# message: was due
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layers.Dense(layer.output_dim), layers.Flatten()])
