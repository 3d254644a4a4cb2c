# mistake: The table is cast to the weights' type, and its fractions are gone.
# message: the table was cast to the weights' type
def lookup_by_matmul(weights, embedding_matrix):
    return tf.matmul(weights, tf.cast(embedding_matrix, weights.dtype)) if weights.ndim > 1 else weights @ embedding_matrix
