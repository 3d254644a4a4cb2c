# mistake: The matrix that came in was changed.
# message: work on a copy of embedding_matrix
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix.copy()], trainable=trainable)
    embedding_matrix[0] = 0
    return layer
