# mistake: One row was drawn and repeated.
# message: draw each entry
def get_initializer(embedding_dim, vocab_size):
    return tf.repeat(tf.random.uniform((1, embedding_dim), -0.5 / embedding_dim, 0.5 / embedding_dim), vocab_size, axis=0)
