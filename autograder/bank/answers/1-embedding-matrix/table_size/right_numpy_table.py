def table_size(vocab_size, embedding_dim, dtype="float32"):
    one_row = np.zeros(embedding_dim, dtype)
    return vocab_size * one_row.size, vocab_size * one_row.nbytes
