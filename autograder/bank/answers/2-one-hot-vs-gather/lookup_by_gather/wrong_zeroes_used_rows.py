# mistake: The table that came in was changed.
# message: work on a copy of embedding_matrix
def lookup_by_gather(ids, embedding_matrix):
    rows = tf.gather(embedding_matrix, ids)
    embedding_matrix[ids] = 0
    return rows
