# message: was due
def flat_model(layer):
    return layer
