def pretrained_layer(embedding_matrix, trainable=True):
    layer = keras.layers.Embedding(input_dim=len(embedding_matrix), output_dim=embedding_matrix.shape[1])
    layer(np.array([0]))
    layer.set_weights([embedding_matrix])
    layer.trainable = trainable
    return layer
