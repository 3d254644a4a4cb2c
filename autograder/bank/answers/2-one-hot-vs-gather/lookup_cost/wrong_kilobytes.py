# mistake: The sizes are in kB, not in bytes.
# message: not kB or MB
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {'matmul_multiply_adds': n_ids * vocab_size * embedding_dim, 'onehot_bytes': 4 * n_ids * vocab_size / 1000, 'gather_bytes': 4 * n_ids * embedding_dim / 1000}
