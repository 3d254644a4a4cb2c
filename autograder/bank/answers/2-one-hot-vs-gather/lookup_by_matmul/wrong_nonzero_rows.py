# mistake: The rows with a weight were averaged, each counted alike.
# message: rows count by their weights
def lookup_by_matmul(weights, embedding_matrix):
    return embedding_matrix[weights != 0].mean(axis=0) if weights.ndim == 1 else np.stack([embedding_matrix[w != 0].mean(axis=0) for w in weights])
