def get_initializer(embedding_dim, vocab_size):
    """Return a float32 tensor (vocab_size, embedding_dim), uniform within ±0.5 / embedding_dim."""
    return tf.random.uniform((vocab_size, embedding_dim), minval=-0.5, maxval=0.5)
