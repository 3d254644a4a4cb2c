# mistake: The layer is frozen whatever trainable says.
# message: True is not the same as frozen
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=False)
