# mistake: 32-bit whole numbers overflow for large tables.
# message: 32-bit whole numbers overflow

def lookup_cost(n_ids, vocab_size, embedding_dim):
    def product(*sizes):
        return int(np.prod(sizes, dtype="uint32"))

    return {
        "matmul_multiply_adds": product(n_ids, vocab_size, embedding_dim),
        "onehot_bytes": product(4, n_ids, vocab_size),
        "gather_bytes": product(4, n_ids, embedding_dim),
    }
