def lookup_by_matmul(weights, embedding_matrix):
    return tf.tensordot(weights, embedding_matrix, axes=1)
