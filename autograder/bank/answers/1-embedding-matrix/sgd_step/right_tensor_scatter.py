def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    new = tf.tensor_scatter_nd_sub(embedding_matrix, ids[:, None], learning_rate * row_gradients)
    embedding_matrix.assign(new)
