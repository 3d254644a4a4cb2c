# mistake: The range is half as wide as was asked for.
# message: that is half the range: the bounds are ±0.5 / embedding_dim
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((vocab_size, embedding_dim), -0.25 / embedding_dim, 0.25 / embedding_dim)
