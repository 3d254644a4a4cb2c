# mistake: The weights that came in were changed.
# message: which belongs to the caller
def lookup_by_matmul(weights, embedding_matrix):
    weights *= 2
    return (weights / 2) @ embedding_matrix
