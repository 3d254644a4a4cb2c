# mistake: An axis of length one was lost.
# message: an axis of length one was lost
def lookup_by_matmul(weights, embedding_matrix):
    rows = weights @ embedding_matrix
    return rows[0] if len(rows) == 1 and rows.ndim == 2 else rows
