# mistake: A function is returned, not a Keras Embedding layer.
# message: a function or class of your own
def pretrained_layer(embedding_matrix, trainable=True):
    return lambda ids: tf.gather(embedding_matrix, ids)
