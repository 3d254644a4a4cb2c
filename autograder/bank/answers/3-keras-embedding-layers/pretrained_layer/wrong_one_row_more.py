# mistake: A row for unknown words was added; the table has none.
# message: vocab_size (rows) first
def pretrained_layer(embedding_matrix, trainable=True):
    v, d = embedding_matrix.shape
    return layers.Embedding(v + 1, d, weights=[embedding_matrix], trainable=trainable)
