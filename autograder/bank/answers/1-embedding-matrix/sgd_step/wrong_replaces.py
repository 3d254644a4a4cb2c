# mistake: The rows were replaced by the step instead of moved by it.
# message: the row was replaced: subtract from what is there
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.scatter_update(tf.IndexedSlices(-learning_rate * row_gradients, ids))
