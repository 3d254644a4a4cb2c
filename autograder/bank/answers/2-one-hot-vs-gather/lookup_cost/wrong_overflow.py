# mistake: 32-bit whole numbers overflow for large tables.
# message: 32-bit whole numbers overflow
def lookup_cost(n_ids, vocab_size, embedding_dim):
    n_ids, vocab_size, embedding_dim = np.int32(n_ids), np.int32(vocab_size), np.int32(embedding_dim)
    return {"matmul_multiply_adds": n_ids * vocab_size * embedding_dim, "onehot_bytes": 4 * n_ids * vocab_size, "gather_bytes": 4 * n_ids * embedding_dim}
