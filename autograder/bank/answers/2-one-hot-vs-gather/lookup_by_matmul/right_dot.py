def lookup_by_matmul(weights, embedding_matrix):
    return np.dot(weights, embedding_matrix)
