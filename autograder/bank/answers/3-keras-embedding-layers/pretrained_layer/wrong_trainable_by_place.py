# mistake: trainable was passed in the place of another argument.
# message: trainable=trainable
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, trainable, weights=[embedding_matrix])
