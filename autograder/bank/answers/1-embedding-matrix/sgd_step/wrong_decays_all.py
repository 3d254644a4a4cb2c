# mistake: Every row was shrunk a little, looked up or not.
# message: only the rows of ids may move
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.assign(embedding_matrix * (1 - 0.01 * learning_rate))
    embedding_matrix.scatter_sub(tf.IndexedSlices(learning_rate * row_gradients, ids))
