# mistake: set_weights takes a list of arrays.
# message: set_weights takes a list
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, trainable=trainable)
    layer.build()
    layer.set_weights(embedding_matrix)
    return layer
