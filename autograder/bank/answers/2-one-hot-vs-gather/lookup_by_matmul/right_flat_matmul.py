def lookup_by_matmul(weights, embedding_matrix):
    flat = tf.reshape(weights, [-1, weights.shape[-1]])
    rows = tf.matmul(flat, embedding_matrix)
    return tf.reshape(rows, weights.shape[:-1] + (embedding_matrix.shape[1],))
