# mistake: The ids were flattened; the result keeps their shape.
# message: nested ids keep their shape
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, tf.reshape(ids, [-1]))
