# mistake: Int weights meet a float table, and TensorFlow wants one dtype.
# message: weights may be ints
def lookup_by_matmul(weights, embedding_matrix):
    return tf.tensordot(weights, embedding_matrix, axes=1)
