# mistake: The right shape, but every number is 1.
# message: every number is the same
# control run
def lookup_by_matmul(weights, embedding_matrix):
    return np.ones(weights.shape[:-1] + embedding_matrix.shape[1:])
