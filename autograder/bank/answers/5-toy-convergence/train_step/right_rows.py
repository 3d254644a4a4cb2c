def train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = tf.identity(embeddings[a]), tf.identity(embeddings[b])
    error = tf.tensordot(row_a, row_b, 1) - tf.cast(a // 2 == b // 2, tf.float32)
    embeddings[a].assign(embeddings[a] - learning_rate * tf.sign(error) * row_b)
    embeddings[b].assign(embeddings[b] - learning_rate * tf.sign(error) * row_a)
    return tf.abs(error)
