def lookup_by_matmul(weights, embedding_matrix):
    return tf.einsum('...v,vd->...d', tf.cast(weights, tf.float32), embedding_matrix)
