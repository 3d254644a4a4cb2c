# mistake: The layer itself is returned, not a model around it.
# message: was due
def sequential_model(layer):
    return layer
