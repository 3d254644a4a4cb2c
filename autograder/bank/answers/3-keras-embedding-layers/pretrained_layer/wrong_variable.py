# mistake: A variable is returned, not a layer.
# message: only numbers
def pretrained_layer(embedding_matrix, trainable=True):
    return tf.Variable(embedding_matrix, trainable=trainable)
