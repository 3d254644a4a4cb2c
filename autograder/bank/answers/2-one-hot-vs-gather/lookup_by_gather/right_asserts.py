def lookup_by_gather(ids, embedding_matrix):
    assert 0 <= ids.min() and ids.max() < len(embedding_matrix), "no such row"
    return embedding_matrix[ids]
