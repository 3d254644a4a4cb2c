# mistake: The rows read were counted for one id, not for n_ids.
# message: that is for one id
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * vocab_size * embedding_dim, "onehot_bytes": 4 * n_ids * vocab_size, "gather_bytes": 4 * embedding_dim}
