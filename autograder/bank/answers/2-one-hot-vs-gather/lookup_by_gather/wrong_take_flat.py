# mistake: np.take without an axis takes single numbers.
# message: np.take needs axis=0
def lookup_by_gather(ids, embedding_matrix):
    if ids.min() < 0:
        raise ValueError('bad')
    return np.take(embedding_matrix, ids)
