# mistake: An axis of length one was squeezed away.
# message: an axis of length one was lost
def lookup_by_matmul(weights, embedding_matrix):
    return np.squeeze(weights @ embedding_matrix)
