# mistake: The ids are read as counting from 1; they count from 0.
# message: ids count from 0
def lookup_by_gather(ids, embedding_matrix):
    return tf.gather(embedding_matrix, (ids - 1) % len(embedding_matrix))
