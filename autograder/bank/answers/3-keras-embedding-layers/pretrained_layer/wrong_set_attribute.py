# mistake: The table of a layer cannot be replaced, only assigned to.
# message: use assign, or pass weights
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, trainable=trainable)
    layer.embeddings = tf.Variable(embedding_matrix)
    return layer
