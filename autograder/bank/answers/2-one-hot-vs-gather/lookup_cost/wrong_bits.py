# mistake: The sizes are in bits, not in bytes.
# message: these are bits
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {'matmul_multiply_adds': n_ids * vocab_size * embedding_dim, 'onehot_bytes': 32 * n_ids * vocab_size, 'gather_bytes': 32 * n_ids * embedding_dim}
