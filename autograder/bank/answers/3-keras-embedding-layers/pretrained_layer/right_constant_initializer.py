def pretrained_layer(embedding_matrix, trainable=True):
    v, d = embedding_matrix.shape
    start = tf.keras.initializers.Constant(embedding_matrix)
    return tf.keras.layers.Embedding(v, d, embeddings_initializer=start, trainable=trainable)
