# mistake: A bad id gives None instead of an error.
# message: raise the error, do not return None
def lookup_by_gather(ids, embedding_matrix):
    if ids.min() < 0 or ids.max() >= len(embedding_matrix):
        return None
    return embedding_matrix[ids]
