# message: raised
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, ids, axis=1)
