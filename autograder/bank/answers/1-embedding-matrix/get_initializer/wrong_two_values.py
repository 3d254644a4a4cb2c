# mistake: Only the two ends of the range are drawn, nothing between them.
# message: repeats numbers
def get_initializer(embedding_dim, vocab_size):
    bound = 0.5 / embedding_dim
    return tf.constant(np.random.choice([-bound, bound], (vocab_size, embedding_dim)), tf.float32)
