def lookup_by_gather(ids, embedding_matrix):
    rows = dict(enumerate(embedding_matrix.tolist()))
    return [lookup_by_gather(i, embedding_matrix) if np.ndim(i) else rows[int(i)] for i in ids]
