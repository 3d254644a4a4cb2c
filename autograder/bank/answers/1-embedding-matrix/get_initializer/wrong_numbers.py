# mistake: Every number is the same.
# message: everywhere
def get_initializer(embedding_dim, vocab_size):
    return tf.fill((vocab_size, embedding_dim), 0.25 / embedding_dim)
