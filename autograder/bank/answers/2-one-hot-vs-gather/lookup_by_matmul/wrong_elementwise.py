# mistake: Weights and rows were multiplied but not added up.
# message: not yet added up over the words
def lookup_by_matmul(weights, embedding_matrix):
    return weights[..., None] * embedding_matrix
