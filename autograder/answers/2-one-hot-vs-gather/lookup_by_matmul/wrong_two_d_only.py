# mistake: tf.matmul wants two axes; weights may have one or three.
# message: raised
def lookup_by_matmul(weights, embedding_matrix):
    return tf.matmul(weights, embedding_matrix)
