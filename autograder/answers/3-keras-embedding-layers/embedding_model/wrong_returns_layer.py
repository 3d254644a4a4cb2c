# message: was due
def embedding_model(layer):
    return layer
