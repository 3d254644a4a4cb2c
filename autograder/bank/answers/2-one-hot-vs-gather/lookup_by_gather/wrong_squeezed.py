# mistake: An axis of length one was squeezed away.
# message: an axis of length one was lost
def lookup_by_gather(ids, embedding_matrix):
    return tf.squeeze(tf.gather(embedding_matrix, ids))
