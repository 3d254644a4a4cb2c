# mistake: 32-bit whole numbers overflow for large tables.
# message: 32-bit whole numbers overflow

def lookup_cost(n_ids, vocab_size, embedding_dim):
    n, v, d = tf.constant(n_ids), tf.constant(vocab_size), tf.constant(embedding_dim)
    return {"matmul_multiply_adds": int(n * v * d), "onehot_bytes": int(4 * n * v), "gather_bytes": int(4 * n * d)}
