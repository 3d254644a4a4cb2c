# mistake: The sum runs over the columns, not over the words.
# message: the sum runs over the words, not over the columns
def lookup_by_matmul(weights, embedding_matrix):
    return (weights[..., None] * embedding_matrix).sum(axis=-1)
