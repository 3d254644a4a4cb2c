# mistake: The whole table was counted for every id.
# message: not the table for each
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {'matmul_multiply_adds': n_ids * vocab_size * embedding_dim, 'onehot_bytes': 4 * n_ids * vocab_size, 'gather_bytes': 4 * n_ids * vocab_size * embedding_dim}
