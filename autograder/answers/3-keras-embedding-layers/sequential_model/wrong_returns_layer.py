# message: was due
def sequential_model(layer):
    return layer
