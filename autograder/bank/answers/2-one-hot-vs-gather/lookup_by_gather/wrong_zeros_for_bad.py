# mistake: A bad id gives zeros instead of an error.
# message: bad ids became zeros, silently
def lookup_by_gather(ids, embedding_matrix):
    try:
        return tf.gather(embedding_matrix, ids)
    except Exception:
        return np.zeros(ids.shape + (embedding_matrix.shape[1],))
