def lookup_by_matmul(weights, embedding_matrix):
    total = np.zeros(weights.shape[:-1] + (embedding_matrix.shape[1],))
    for v in range(embedding_matrix.shape[0]):
        total += weights[..., v, None] * embedding_matrix[v]
    return total
