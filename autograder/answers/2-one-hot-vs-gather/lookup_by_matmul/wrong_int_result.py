# mistake: Int weights turn the float table into whole numbers.
# message: int weights turned the table

def lookup_by_matmul(weights, embedding_matrix):
    return (weights @ embedding_matrix).astype(weights.dtype)
