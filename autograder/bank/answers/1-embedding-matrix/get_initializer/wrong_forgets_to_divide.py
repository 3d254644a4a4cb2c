# mistake: The bound is 0.5; it was not divided by embedding_dim.
# message: 0.5 was not divided by embedding_dim
# control run
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((vocab_size, embedding_dim), minval=-0.5, maxval=0.5)
