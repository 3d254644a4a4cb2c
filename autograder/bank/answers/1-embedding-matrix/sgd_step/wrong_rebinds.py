# mistake: `embedding_matrix = ...` gives the name a new value; the variable stays as it was.
# message: left the variable as it was
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix = embedding_matrix - learning_rate * tf.convert_to_tensor(tf.IndexedSlices(row_gradients, ids, embedding_matrix.shape))
