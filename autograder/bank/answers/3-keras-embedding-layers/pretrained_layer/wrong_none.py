# mistake: The layer is made but not returned.
# message: is there a `return`
def pretrained_layer(embedding_matrix, trainable=True):
    layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=trainable)
