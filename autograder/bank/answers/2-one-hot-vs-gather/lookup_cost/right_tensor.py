def lookup_cost(n_ids, vocab_size, embedding_dim):
    n, v, d = tf.unstack(tf.constant([n_ids, vocab_size, embedding_dim], tf.int64))
    return {"matmul_multiply_adds": n * v * d, "onehot_bytes": 4 * n * v, "gather_bytes": 4 * n * d}
