# mistake: The range starts at 0 instead of -0.5 / embedding_dim.
# message: no negative value
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((vocab_size, embedding_dim), 0.0, 0.5 / embedding_dim)
