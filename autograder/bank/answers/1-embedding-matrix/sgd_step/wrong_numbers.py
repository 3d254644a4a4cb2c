# mistake: The rows move, but by something else than learning_rate times the gradient.
# message: only the gradient's sign counted: multiply by the gradient itself
# control run
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.scatter_sub(tf.IndexedSlices(learning_rate * np.sign(row_gradients), ids))
