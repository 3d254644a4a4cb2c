# mistake: One was added to every number.
# message: no rows of embedding_matrix
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix + 1], trainable=trainable)
