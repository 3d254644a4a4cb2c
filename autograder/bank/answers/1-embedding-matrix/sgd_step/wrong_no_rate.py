# mistake: The gradients were not multiplied by learning_rate.
# message: learning_rate is missing
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.scatter_sub(tf.IndexedSlices(row_gradients, ids))
