# mistake: set_weights before the layer is built has no weights to set.
# message: a new layer has no weights to set yet
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, trainable=trainable)
    layer.set_weights([embedding_matrix])
    return layer
