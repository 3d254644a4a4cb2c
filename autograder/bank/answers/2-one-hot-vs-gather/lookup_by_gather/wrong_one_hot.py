# mistake: This multiplies by a one-hot matrix; an index was asked for.
# message: index, do not multiply
def lookup_by_gather(ids, embedding_matrix):
    return tf.one_hot(ids, len(embedding_matrix)) @ embedding_matrix
