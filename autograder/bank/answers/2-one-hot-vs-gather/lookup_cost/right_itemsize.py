def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * (vocab_size * embedding_dim), "onehot_bytes": n_ids * vocab_size * np.dtype('float32').itemsize, "gather_bytes": n_ids * embedding_dim * np.dtype('float32').itemsize}
