# mistake: Row 0 was set to zero, as if id 0 were padding.
# message: id 0 was taken for padding
def pretrained_layer(embedding_matrix, trainable=True):
    table = embedding_matrix.copy()
    table[0] = 0
    return layers.Embedding(*table.shape, weights=[table], trainable=trainable)
