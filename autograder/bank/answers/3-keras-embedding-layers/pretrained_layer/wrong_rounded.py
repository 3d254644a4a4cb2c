# mistake: The numbers were cut to whole ones.
# message: rounded on the way
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix.astype(int)], trainable=trainable)
