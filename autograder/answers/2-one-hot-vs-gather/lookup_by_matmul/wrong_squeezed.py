# mistake: An axis of length one was squeezed away.
# message: the leading axes of weights are kept
def lookup_by_matmul(weights, embedding_matrix):
    return np.squeeze(weights @ embedding_matrix)
