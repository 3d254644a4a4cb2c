def lookup_by_gather(ids, embedding_matrix):
    if np.any(ids < 0):
        raise IndexError('negative id')
    return embedding_matrix[ids]
