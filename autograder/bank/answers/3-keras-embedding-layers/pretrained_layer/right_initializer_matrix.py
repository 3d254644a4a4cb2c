def pretrained_layer(embedding_matrix, trainable=True):
    v, d = embedding_matrix.shape
    return layers.Embedding(v, d, embeddings_initializer=embedding_matrix, trainable=trainable)
