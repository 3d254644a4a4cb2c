# mistake: The layer itself is returned, not a model around it.
# message: build a model around it
def sequential_model(layer):
    return layer
