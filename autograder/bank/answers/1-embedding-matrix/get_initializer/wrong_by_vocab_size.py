# mistake: The bound was divided by vocab_size instead of embedding_dim.
# message: embedding_dim
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((vocab_size, embedding_dim), -0.5 / vocab_size, 0.5 / vocab_size)
