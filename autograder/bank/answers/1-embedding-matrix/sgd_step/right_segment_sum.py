def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    total = tf.math.unsorted_segment_sum(row_gradients, ids, embedding_matrix.shape[0])
    embedding_matrix.assign(embedding_matrix - learning_rate * total)
