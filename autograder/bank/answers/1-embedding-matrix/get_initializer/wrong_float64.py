# mistake: The numbers are float64; the contract says float32.
# message: convert it, or give dtype='float32' where it is made: NumPy's own default is float64
def get_initializer(embedding_dim, vocab_size):
    return tf.random.uniform((vocab_size, embedding_dim), -0.5 / embedding_dim, 0.5 / embedding_dim, dtype=tf.float64)
