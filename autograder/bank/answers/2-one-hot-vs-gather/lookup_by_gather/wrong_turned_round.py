# mistake: The table was turned round: ids number its rows.
# message: is that along the columns
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix.T, ids)
