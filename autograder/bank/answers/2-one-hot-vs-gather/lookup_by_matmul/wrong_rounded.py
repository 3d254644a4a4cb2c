# mistake: The result was rounded.
# message: the result was rounded on the way
def lookup_by_matmul(weights, embedding_matrix):
    return np.round(weights @ embedding_matrix)
