# mistake: The ids were counted with the rows.
# message: the ids themselves do not count
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {'matmul_multiply_adds': n_ids * vocab_size * embedding_dim, 'onehot_bytes': 4 * n_ids * vocab_size, 'gather_bytes': 4 * n_ids * embedding_dim + 4 * n_ids}
