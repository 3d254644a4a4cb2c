def lookup_by_matmul(weights, embedding_matrix):
    return np.sum(np.expand_dims(weights, -1) * embedding_matrix, axis=-2)
