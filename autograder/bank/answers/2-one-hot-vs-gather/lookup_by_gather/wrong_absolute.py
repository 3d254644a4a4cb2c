# mistake: The sign of a negative id was dropped.
# message: the sign of a negative id was dropped
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, abs(ids))
