# mistake: The last good id is refused.
# message: these ids are good: 0 to vocab_size - 1
def lookup_by_gather(ids, embedding_matrix):
    if ids.min() < 0 or ids.max() >= len(embedding_matrix) - 1:
        raise ValueError('bad')
    return embedding_matrix[ids]
