# mistake: The layer starts from random rows; the given ones were never put in.
# message: drew its own numbers
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, trainable=trainable)
