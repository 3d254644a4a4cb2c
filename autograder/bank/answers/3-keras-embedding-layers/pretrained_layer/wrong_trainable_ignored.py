# mistake: The argument trainable was not passed on.
# message: pass trainable on to the layer
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix])
