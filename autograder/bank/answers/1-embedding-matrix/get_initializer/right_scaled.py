def get_initializer(embedding_dim, vocab_size):
    return (tf.random.uniform([vocab_size, embedding_dim]) - 0.5) / embedding_dim
