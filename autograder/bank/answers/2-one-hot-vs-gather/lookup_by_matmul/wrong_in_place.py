# mistake: The weights that came in were changed.
# message: work on a copy of weights
def lookup_by_matmul(weights, embedding_matrix):
    weights *= 2
    return (weights / 2) @ embedding_matrix
