# message: everywhere
def get_initializer(embedding_dim, vocab_size):
    return tf.zeros((vocab_size, embedding_dim))
