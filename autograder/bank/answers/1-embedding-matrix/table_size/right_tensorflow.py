def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = np.prod([vocab_size, embedding_dim], dtype=np.int64)
    return np.array([n, n * tf.as_dtype(dtype).size])
