def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    hot = tf.one_hot(ids, embedding_matrix.shape[0])
    embedding_matrix.assign_sub(learning_rate * tf.matmul(hot, row_gradients, transpose_a=True))
