# mistake: A table of one column gave plain numbers.
# message: an axis of length one was lost
def lookup_by_gather(ids, embedding_matrix):
    rows = tf.gather(embedding_matrix, ids)
    return rows[..., 0] if embedding_matrix.shape[1] == 1 else rows
