# mistake: A bad id was moved to the nearest good one instead of refused.
# message: moved to the nearest good one
def lookup_by_gather(ids, embedding_matrix):
    return np.take(embedding_matrix, ids, axis=0, mode='clip')
