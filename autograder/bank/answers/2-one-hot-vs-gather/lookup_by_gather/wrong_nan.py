# mistake: Every number is NaN.
# message: every number is NaN
def lookup_by_gather(ids, embedding_matrix):
    if ids.min() < 0 or ids.max() >= len(embedding_matrix):
        raise ValueError("no such id")
    return np.full(ids.shape + embedding_matrix.shape[1:], np.nan)
