# mistake: Every number is NaN.
# message: every number is NaN
def lookup_by_matmul(weights, embedding_matrix):
    return (weights @ embedding_matrix) * np.nan
