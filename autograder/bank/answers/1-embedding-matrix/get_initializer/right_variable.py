def get_initializer(embedding_dim, vocab_size):
    b = 0.5 / embedding_dim
    return tf.Variable(tf.random.stateless_uniform((vocab_size, embedding_dim), (1, 2), -b, b))
