def lookup_by_matmul(weights, embedding_matrix):
    return tf.einsum('...v,vd->...d', weights, embedding_matrix)
