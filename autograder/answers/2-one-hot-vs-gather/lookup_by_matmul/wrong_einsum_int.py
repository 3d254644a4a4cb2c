# mistake: Int weights turn the float table into whole numbers.
# message: int weights turned the table
def lookup_by_matmul(weights, embedding_matrix):
    return tf.einsum('...v,vd->...d', weights, embedding_matrix)
