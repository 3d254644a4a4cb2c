# mistake: The whole table was counted; gather reads n_ids rows of it.
# message: only the rows asked for are read
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * vocab_size * embedding_dim, "onehot_bytes": 4 * n_ids * vocab_size, "gather_bytes": 4 * vocab_size * embedding_dim}
