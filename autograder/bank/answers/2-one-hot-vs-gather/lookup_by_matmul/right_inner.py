def lookup_by_matmul(weights, embedding_matrix):
    return np.inner(weights, embedding_matrix.T)
