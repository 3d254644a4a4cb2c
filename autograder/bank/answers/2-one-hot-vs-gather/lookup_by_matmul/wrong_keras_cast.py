# mistake: The table is cast to the weights' type, and its fractions are gone.
# message: the table was cast to the weights' type
def lookup_by_matmul(weights, embedding_matrix):
    table = tf.keras.ops.cast(embedding_matrix, weights.dtype)
    return tf.tensordot(tf.constant(weights), table, axes=1)
