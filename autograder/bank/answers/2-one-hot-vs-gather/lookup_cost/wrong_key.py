# mistake: A key of the dict has another name than the contract's.
# message: the keys are matmul_multiply_adds
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"multiply_adds": n_ids * vocab_size * embedding_dim, "onehot_bytes": 4 * n_ids * vocab_size, "gather_bytes": 4 * n_ids * embedding_dim}
