# mistake: The sizes are swapped, so the table does not fit.
# message: the sizes are vocab_size (rows) first
def pretrained_layer(embedding_matrix, trainable=True):
    v, d = embedding_matrix.shape
    return layers.Embedding(d, v, weights=[embedding_matrix], trainable=trainable)
