# mistake: These are columns of the table: look up along axis 0.
# message: raised
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, ids, axis=1)
