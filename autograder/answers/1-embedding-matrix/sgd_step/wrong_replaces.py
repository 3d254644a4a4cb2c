# mistake: The rows were replaced by the step instead of moved by it.
# message: The row was replaced
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.scatter_update(tf.IndexedSlices(-learning_rate * row_gradients, ids))
