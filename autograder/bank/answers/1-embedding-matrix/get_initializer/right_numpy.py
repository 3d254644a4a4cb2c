def get_initializer(embedding_dim, vocab_size):
    rng = np.random.default_rng()
    b = 0.5 / embedding_dim
    return rng.uniform(-b, b, size=(vocab_size, embedding_dim)).astype(np.float32)
