# mistake: The ids were sorted before the lookup.
# message: the ids were sorted
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, np.sort(ids, axis=None))
