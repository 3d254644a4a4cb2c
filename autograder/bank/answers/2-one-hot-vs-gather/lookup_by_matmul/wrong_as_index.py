# mistake: Weights were taken for ids.
# message: weights are no ids
def lookup_by_matmul(weights, embedding_matrix):
    return embedding_matrix[weights]
