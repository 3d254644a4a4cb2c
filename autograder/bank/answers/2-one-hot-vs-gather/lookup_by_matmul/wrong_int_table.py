# mistake: The table is cast to the weights' type, and its fractions are gone.
# message: the table was cast to the weights' type

def lookup_by_matmul(weights, embedding_matrix):
    return weights @ embedding_matrix.astype(weights.dtype)
