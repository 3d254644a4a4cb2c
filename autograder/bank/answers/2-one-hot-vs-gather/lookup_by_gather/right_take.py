def lookup_by_gather(ids, embedding_matrix):
    assert ids.min() >= 0, 'negative id'
    return np.take(embedding_matrix, ids, axis=0)
