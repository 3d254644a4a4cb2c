# message: left the variable as it was
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix = embedding_matrix - learning_rate * tf.convert_to_tensor(tf.IndexedSlices(row_gradients, ids, embedding_matrix.shape))
