def lookup_by_matmul(weights, embedding_matrix):
    return tf.tensordot(weights.astype(embedding_matrix.dtype), embedding_matrix, axes=1)
