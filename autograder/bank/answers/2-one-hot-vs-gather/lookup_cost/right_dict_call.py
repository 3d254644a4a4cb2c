def lookup_cost(n_ids, vocab_size, embedding_dim):
    item = 32 // 8
    return dict(
        matmul_multiply_adds=n_ids * vocab_size * embedding_dim,
        onehot_bytes=item * n_ids * vocab_size,
        gather_bytes=item * n_ids * embedding_dim,
    )
