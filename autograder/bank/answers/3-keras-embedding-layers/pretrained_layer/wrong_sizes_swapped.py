# mistake: The table was put in turned round: vocab_size and embedding_dim are swapped.
# message: rows and columns are swapped
def pretrained_layer(embedding_matrix, trainable=True):
    v, d = embedding_matrix.shape
    return layers.Embedding(d, v, weights=[embedding_matrix.T], trainable=trainable)
