def lookup_by_gather(ids, embedding_matrix):
    return tf.gather_nd(embedding_matrix, ids[..., None])
