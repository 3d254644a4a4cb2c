# mistake: The table was turned round before the product.
# message: then the table as it is
def lookup_by_matmul(weights, embedding_matrix):
    return weights @ embedding_matrix.T
