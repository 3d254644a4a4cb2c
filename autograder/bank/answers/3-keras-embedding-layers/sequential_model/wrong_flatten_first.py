# mistake: Flatten stands before the layer.
# message: Flatten comes after
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layers.Flatten(), layer])
