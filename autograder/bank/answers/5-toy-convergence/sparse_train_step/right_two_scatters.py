def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = tf.identity(embeddings[a]), tf.identity(embeddings[b])
    error = tf.tensordot(row_a, row_b, 1) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * row_b[None], tf.constant([a])))
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * row_a[None], tf.constant([b])))
    return tf.abs(error)
