# mistake: A multiply with its add was counted as two.
# message: counts as one
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": 2 * n_ids * vocab_size * embedding_dim, "onehot_bytes": 4 * n_ids * vocab_size, "gather_bytes": 4 * n_ids * embedding_dim}
