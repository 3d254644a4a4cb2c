# mistake: The first rows of the table, whatever the ids.
# message: the first rows of the table, whatever the ids
# control run
def lookup_by_gather(ids, embedding_matrix):
    if ids.min() < 0 or ids.max() >= len(embedding_matrix):
        raise ValueError("no such id")
    return embedding_matrix[np.arange(ids.size).reshape(ids.shape) % len(embedding_matrix)]
