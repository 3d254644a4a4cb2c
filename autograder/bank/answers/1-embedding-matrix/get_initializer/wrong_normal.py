# mistake: The numbers are normally distributed, not uniformly.
# message: these numbers crowd in the middle: a normal is not uniform
def get_initializer(embedding_dim, vocab_size):
    return tf.random.normal((vocab_size, embedding_dim), stddev=0.5 / embedding_dim)
