# mistake: The sizes were added, not multiplied.
# message: the three sizes are multiplied, not added
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {'matmul_multiply_adds': n_ids + vocab_size + embedding_dim, 'onehot_bytes': 4 * n_ids * vocab_size, 'gather_bytes': 4 * n_ids * embedding_dim}
