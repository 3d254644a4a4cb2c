# mistake: This multiplies by a one-hot matrix; an index was asked for.
# message: index, do not multiply
def lookup_by_gather(ids, embedding_matrix):
    if ids.min() < 0 or ids.max() >= len(embedding_matrix):
        raise ValueError('bad')
    return np.eye(len(embedding_matrix))[ids] @ embedding_matrix
