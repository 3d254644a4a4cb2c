def lookup_by_gather(ids, embedding_matrix):
    tf.debugging.assert_non_negative(ids)
    flat = [embedding_matrix[i : i + 1] for i in ids.ravel()]
    return tf.reshape(tf.concat(flat, axis=0), ids.shape + embedding_matrix.shape[1:])
