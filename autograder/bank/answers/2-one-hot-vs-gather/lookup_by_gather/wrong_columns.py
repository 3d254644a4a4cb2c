# mistake: These are columns of the table: look up along axis 0.
# message: is that along the columns
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, ids, axis=1)
