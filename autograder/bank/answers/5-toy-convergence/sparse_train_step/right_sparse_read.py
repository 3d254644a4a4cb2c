def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    ids = tf.constant([a, b])
    rows = embeddings.sparse_read(ids)
    label = 1.0 if a // 2 == b // 2 else 0.0
    error = tf.tensordot(rows[0], rows[1], axes=1) - label
    embeddings.scatter_add(tf.IndexedSlices(-learning_rate * tf.sign(error) * tf.reverse(rows, [0]), ids))
    return abs(error)
