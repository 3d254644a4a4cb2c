def lookup_by_matmul(weights, embedding_matrix):
    return tf.linalg.matvec(embedding_matrix.T, tf.cast(weights, "float32"))
