# mistake: The function returns nothing.
# message: is there a `return`
def lookup_by_matmul(weights, embedding_matrix):
    weights @ embedding_matrix
