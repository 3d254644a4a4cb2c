# mistake: The layer is frozen whatever trainable says.
# message: cannot be trained; trainable is True
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=False)
