# mistake: row_gradients was multiplied in place, and the caller's array with it.
# message: which belongs to the caller
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    row_gradients *= learning_rate
    embedding_matrix.scatter_sub(tf.IndexedSlices(row_gradients, ids))
