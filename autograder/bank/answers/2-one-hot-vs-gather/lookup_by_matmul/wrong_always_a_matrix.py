# mistake: A single vector of weights gives a matrix.
# message: weights.shape[:-1] + (embedding_dim,)
def lookup_by_matmul(weights, embedding_matrix):
    return np.atleast_2d(weights) @ embedding_matrix
