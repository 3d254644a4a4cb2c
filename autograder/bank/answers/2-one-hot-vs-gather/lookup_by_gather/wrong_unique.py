# mistake: Repeated ids were dropped; each gives its row again.
# message: repeated ids were dropped
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, np.unique(ids))
