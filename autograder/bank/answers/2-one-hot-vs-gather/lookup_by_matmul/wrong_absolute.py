# mistake: The signs of the weights were dropped.
# message: a negative weight subtracts its row
def lookup_by_matmul(weights, embedding_matrix):
    return np.abs(weights) @ embedding_matrix
