# mistake: Every number is NaN.
# message: every number is NaN
def get_initializer(embedding_dim, vocab_size):
    return tf.fill((vocab_size, embedding_dim), float('nan'))
