# mistake: The layer itself is returned, not a model around it.
# message: build a model around it
def embedding_model(layer):
    return layer
