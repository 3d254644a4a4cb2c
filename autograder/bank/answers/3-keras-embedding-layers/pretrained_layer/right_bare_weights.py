def pretrained_layer(embedding_matrix, trainable=True):
    rows, columns = np.shape(embedding_matrix)
    layer = layers.Embedding(rows, columns, weights=embedding_matrix)
    if not trainable:
        layer.trainable = False
    return layer
