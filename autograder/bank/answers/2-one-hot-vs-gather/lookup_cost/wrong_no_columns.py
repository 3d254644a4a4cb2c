# mistake: The product was counted for one column; there are embedding_dim of them.
# message: that is for one column
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * vocab_size, "onehot_bytes": 4 * n_ids * vocab_size, "gather_bytes": 4 * n_ids * embedding_dim}
