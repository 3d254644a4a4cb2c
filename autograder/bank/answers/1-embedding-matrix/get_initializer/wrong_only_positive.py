# mistake: The range starts at 0 instead of -0.5 / embedding_dim.
# message: half of the range is below 0: minval is -0.5 / embedding_dim
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((vocab_size, embedding_dim), 0.0, 0.5 / embedding_dim)
