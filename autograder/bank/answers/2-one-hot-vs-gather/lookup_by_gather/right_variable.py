def lookup_by_gather(ids, embedding_matrix):
    return tf.Variable(embedding_matrix).sparse_read(tf.constant(ids))
