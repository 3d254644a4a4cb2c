def lookup_by_matmul(weights, embedding_matrix):
    if weights.ndim > 1:
        return [lookup_by_matmul(part, embedding_matrix) for part in weights]
    return sum(float(w) * row for w, row in zip(weights, embedding_matrix)).tolist()
