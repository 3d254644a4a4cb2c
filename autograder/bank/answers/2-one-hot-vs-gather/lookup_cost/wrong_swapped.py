# mistake: The two sizes are swapped.
# message: that is what belongs to gather_bytes
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {'matmul_multiply_adds': n_ids * vocab_size * embedding_dim, 'gather_bytes': 4 * n_ids * vocab_size, 'onehot_bytes': 4 * n_ids * embedding_dim}
