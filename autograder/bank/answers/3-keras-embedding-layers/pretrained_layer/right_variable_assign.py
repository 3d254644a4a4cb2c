def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(len(embedding_matrix), len(embedding_matrix[0]))
    layer.build((None,))
    layer.embeddings.assign(tf.Variable(embedding_matrix))
    layer.trainable = trainable
    return layer
