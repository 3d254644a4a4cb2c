# mistake: The layer is made but not returned.
# message: a Keras Embedding layer was due
def pretrained_layer(embedding_matrix, trainable=True):
    layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=trainable)
