# mistake: A bad id was wrapped round instead of refused.
# message: a bad id was wrapped round
def lookup_by_gather(ids, embedding_matrix):
    return np.take(embedding_matrix, ids, axis=0, mode='wrap')
