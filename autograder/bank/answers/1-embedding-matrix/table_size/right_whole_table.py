def table_size(vocab_size, embedding_dim, dtype="float32"):
    table = np.zeros((vocab_size, embedding_dim), dtype=dtype)
    return table.size, table.nbytes
