# message: raised
def lookup_by_matmul(weights, embedding_matrix):
    return tf.matmul(weights, embedding_matrix)
