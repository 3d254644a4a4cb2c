# mistake: np.float32 is a type, and not its size.
# message: np.float32 is a type, not its size
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {
        "matmul_multiply_adds": n_ids * vocab_size * embedding_dim,
        "onehot_bytes": n_ids * vocab_size * np.float32,
        "gather_bytes": n_ids * embedding_dim * np.float32,
    }
