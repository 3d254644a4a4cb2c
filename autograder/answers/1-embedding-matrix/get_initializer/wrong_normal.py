# mistake: The numbers are normally distributed, not uniformly.
# message: is it uniform, and did you divide 0.5 by embedding_dim
def get_initializer(embedding_dim, vocab_size):
    return tf.random.normal((vocab_size, embedding_dim), stddev=0.5 / embedding_dim)
