# mistake: A Variable takes no array of ids in brackets.
# message: a Variable or tensor takes no list of ids
def lookup_by_gather(ids, embedding_matrix):
    return tf.Variable(embedding_matrix)[ids]
