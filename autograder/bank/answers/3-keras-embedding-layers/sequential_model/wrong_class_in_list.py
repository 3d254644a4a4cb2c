# mistake: Flatten was not made: its brackets are missing.
# message: with its brackets
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layer, layers.Flatten])
