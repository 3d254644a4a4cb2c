# mistake: The argument trainable was not passed on.
# message: pass trainable on
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix])
