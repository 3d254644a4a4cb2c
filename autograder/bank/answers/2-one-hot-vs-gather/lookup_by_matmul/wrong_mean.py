# mistake: The products were averaged over the words, not added up.
# message: that is a mean
def lookup_by_matmul(weights, embedding_matrix):
    return (weights[..., None] * embedding_matrix).mean(axis=-2)
