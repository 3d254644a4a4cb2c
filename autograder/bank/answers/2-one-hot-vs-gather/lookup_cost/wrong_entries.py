# mistake: The one-hot matrix was counted in entries, not in bytes.
# message: these are entries
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * vocab_size * embedding_dim, "onehot_bytes": n_ids * vocab_size, "gather_bytes": 4 * n_ids * embedding_dim}
