# mistake: Flatten is missing.
# message: the axis of the sequence is still there
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layer])
