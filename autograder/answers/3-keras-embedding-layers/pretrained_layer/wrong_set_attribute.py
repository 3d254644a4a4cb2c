# mistake: The table of a layer cannot be replaced, only assigned to.
# message: change it by assign
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, trainable=trainable)
    layer.embeddings = tf.Variable(embedding_matrix)
    return layer
