# mistake: The weights were made to add up to 1; take them as they are.
# message: no normalising
def lookup_by_matmul(weights, embedding_matrix):
    return (weights / np.maximum(weights.sum(-1, keepdims=True), 1e-9)) @ embedding_matrix
