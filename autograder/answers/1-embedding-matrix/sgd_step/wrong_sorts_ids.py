# mistake: The ids were sorted, but the gradients were not.
# message: was due
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.scatter_sub(tf.IndexedSlices(learning_rate * row_gradients, np.sort(ids)))
