def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(embedding_matrix.shape[0], embedding_matrix.shape[1], trainable=trainable)
    layer.build()
    layer.set_weights([embedding_matrix])
    return layer
