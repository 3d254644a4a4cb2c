# mistake: trainable is turned round.
# message: True is not the same as frozen
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=not trainable)
