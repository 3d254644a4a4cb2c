# mistake: Every number is 0, so all rows are alike.
# message: everywhere
def get_initializer(embedding_dim, vocab_size):
    return tf.zeros((vocab_size, embedding_dim))
