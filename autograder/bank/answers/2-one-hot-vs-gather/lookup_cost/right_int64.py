def lookup_cost(n_ids, vocab_size, embedding_dim):
    shape = np.array([n_ids, vocab_size, embedding_dim], dtype=np.int64)
    result = {}
    result['matmul_multiply_adds'] = shape.prod()
    result['onehot_bytes'] = shape[:2].prod() * 4
    result['gather_bytes'] = shape[[0, 2]].prod() * 4
    return result
