# mistake: One column was drawn and repeated.
# message: draw each entry
def get_initializer(embedding_dim, vocab_size):
    return tf.repeat(tf.random.uniform((vocab_size, 1), -0.5 / embedding_dim, 0.5 / embedding_dim), embedding_dim, axis=1)
