# message: changed its input
def lookup_by_matmul(weights, embedding_matrix):
    weights *= 2
    return (weights / 2) @ embedding_matrix
