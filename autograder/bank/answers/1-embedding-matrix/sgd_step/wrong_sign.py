# mistake: The rows moved along the gradient; a descent goes against it.
# message: the sign is wrong: subtract
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.scatter_add(tf.IndexedSlices(learning_rate * row_gradients, ids))
