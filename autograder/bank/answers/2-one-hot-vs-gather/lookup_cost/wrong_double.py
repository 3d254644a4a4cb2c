# mistake: Eight bytes an entry is float64; float32 takes four.
# message: 8 bytes an entry is float64
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * vocab_size * embedding_dim, "onehot_bytes": 8 * n_ids * vocab_size, "gather_bytes": 8 * n_ids * embedding_dim}
