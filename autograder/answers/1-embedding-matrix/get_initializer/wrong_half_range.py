# mistake: The range is half as wide as was asked for.
# message: only
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((vocab_size, embedding_dim), -0.25 / embedding_dim, 0.25 / embedding_dim)
