# mistake: The rows stand upside down.
# message: upside down
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix[::-1]], trainable=trainable)
