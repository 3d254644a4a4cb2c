# mistake: The whole table comes back.
# message: a row for each word is left
def lookup_by_matmul(weights, embedding_matrix):
    return embedding_matrix
