# mistake: The shape is (embedding_dim, vocab_size): rows and columns are swapped.
# message: swapped
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((embedding_dim, vocab_size), -0.5 / embedding_dim, 0.5 / embedding_dim)
