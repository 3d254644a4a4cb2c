# mistake: `*` multiplies entry by entry; a product of matrices is `@`.
# message: * multiplies entry by entry
def lookup_by_matmul(weights, embedding_matrix):
    return weights * embedding_matrix
