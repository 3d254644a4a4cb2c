def pretrained_layer(embedding_matrix, trainable=True):
    rows, columns = np.shape(embedding_matrix)
    layer = tf.keras.layers.Embedding(
        input_dim=rows, output_dim=columns, embeddings_initializer=lambda shape, dtype=None: tf.constant(embedding_matrix, dtype)
    )
    layer.trainable = bool(trainable)
    return layer
