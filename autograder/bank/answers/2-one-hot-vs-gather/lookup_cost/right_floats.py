def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * vocab_size * embedding_dim * 1.0, "onehot_bytes": 4 * n_ids * vocab_size * 1.0, "gather_bytes": 4 * n_ids * embedding_dim * 1.0}
