# mistake: The whole identity matrix was counted.
# message: that is the whole identity matrix
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {'matmul_multiply_adds': n_ids * vocab_size * embedding_dim, 'onehot_bytes': 4 * vocab_size * vocab_size, 'gather_bytes': 4 * n_ids * embedding_dim}
