# mistake: Embedding takes two sizes, not one tuple.
# message: takes two sizes, not one shape
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(embedding_matrix.shape, weights=[embedding_matrix], trainable=trainable)
