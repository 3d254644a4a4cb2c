def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape)
    layer.build((None,))
    layer.embeddings.assign(embedding_matrix)
    layer.trainable = bool(trainable)
    return layer
