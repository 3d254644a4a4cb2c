def lookup_by_gather(ids, embedding_matrix):
    return tf.nn.embedding_lookup(embedding_matrix, ids)
