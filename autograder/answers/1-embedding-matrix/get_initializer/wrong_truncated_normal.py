# mistake: A truncated normal distribution stays in range, but is not uniform.
# message: uniform means 25%
def get_initializer(embedding_dim, vocab_size):
    return tf.random.truncated_normal((vocab_size, embedding_dim), stddev=0.25 / embedding_dim)
