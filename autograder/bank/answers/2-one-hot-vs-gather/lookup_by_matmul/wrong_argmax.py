# mistake: Only the row of the largest weight is returned; weights may mix rows.
# message: the largest weight
def lookup_by_matmul(weights, embedding_matrix):
    return embedding_matrix[np.argmax(weights, axis=-1)]
