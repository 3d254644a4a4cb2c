# mistake: An array of one id lost its axis.
# message: an axis of length one was lost
def lookup_by_gather(ids, embedding_matrix):
    rows = tf.gather(embedding_matrix, ids)
    return rows[0] if ids.size == 1 else rows
