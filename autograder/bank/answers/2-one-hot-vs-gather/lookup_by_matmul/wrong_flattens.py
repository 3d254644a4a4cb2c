# mistake: The leading axes of weights were flattened; the result keeps them.
# message: the leading axes of weights are kept
def lookup_by_matmul(weights, embedding_matrix):
    return weights.reshape(-1, weights.shape[-1]) @ embedding_matrix
