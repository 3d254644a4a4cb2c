# mistake: A truncated normal distribution stays in range, but is not uniform.
# message: these numbers crowd in the middle: a normal is not uniform
def get_initializer(embedding_dim, vocab_size):
    return tf.random.truncated_normal((vocab_size, embedding_dim), stddev=0.25 / embedding_dim)
