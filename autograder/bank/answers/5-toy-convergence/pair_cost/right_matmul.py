def pair_cost(embeddings, a, b):
    x = tf.reshape(embeddings[a], (1, -1))
    y = tf.reshape(embeddings[b], (-1, 1))
    label = tf.cast(tf.equal(a // 2, b // 2), tf.float32)
    return tf.squeeze(tf.abs(tf.matmul(x, y) - label))
