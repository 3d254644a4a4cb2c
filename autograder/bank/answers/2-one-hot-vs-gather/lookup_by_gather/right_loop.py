def lookup_by_gather(ids, embedding_matrix):
    def one(i):
        if i < 0 or i >= len(embedding_matrix):
            raise ValueError("no such id")
        return embedding_matrix[i]


    rows = [one(i) for i in np.ravel(ids)]
    return np.array(rows).reshape(ids.shape + (embedding_matrix.shape[1],))
