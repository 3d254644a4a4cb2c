# mistake: The table that came in was changed.
# message: which belongs to the caller
def lookup_by_gather(ids, embedding_matrix):
    rows = tf.gather(embedding_matrix, ids)
    embedding_matrix[ids] = 0
    return rows
