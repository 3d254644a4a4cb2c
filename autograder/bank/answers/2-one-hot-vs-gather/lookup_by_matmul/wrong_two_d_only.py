# mistake: tf.matmul wants two axes; weights may have one or three.
# message: weights may have one axis
def lookup_by_matmul(weights, embedding_matrix):
    return tf.matmul(weights, embedding_matrix)
