# mistake: The ids were made floats.
# message: the ids, which are whole numbers
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, tf.cast(ids, tf.float32))
