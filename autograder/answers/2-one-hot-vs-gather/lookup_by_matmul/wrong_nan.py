# mistake: Every number is NaN.
# message: was due
def lookup_by_matmul(weights, embedding_matrix):
    return (weights @ embedding_matrix) * np.nan
