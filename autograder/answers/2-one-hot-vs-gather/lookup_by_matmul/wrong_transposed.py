# mistake: The table was turned round before the product.
# message: raised
def lookup_by_matmul(weights, embedding_matrix):
    return weights @ embedding_matrix.T
