# mistake: `if` cannot ask an array.
# message: `if` wants one truth value
def lookup_by_gather(ids, embedding_matrix):
    if ids < 0:
        raise ValueError
    return embedding_matrix[ids]
