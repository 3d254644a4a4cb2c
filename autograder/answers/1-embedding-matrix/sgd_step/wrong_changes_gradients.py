# message: changed row_gradients
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    row_gradients *= learning_rate
    embedding_matrix.scatter_sub(tf.IndexedSlices(row_gradients, ids))
