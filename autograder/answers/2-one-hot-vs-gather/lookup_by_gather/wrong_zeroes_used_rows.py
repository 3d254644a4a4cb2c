# message: changed the table
def lookup_by_gather(ids, embedding_matrix):
    rows = tf.gather(embedding_matrix, ids)
    embedding_matrix[ids] = 0
    return rows
