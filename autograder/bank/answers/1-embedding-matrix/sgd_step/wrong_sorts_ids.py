# mistake: The ids were sorted, but the gradients were not.
# message: ids and row_gradients got out of step: keep both in their order
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.scatter_sub(tf.IndexedSlices(learning_rate * row_gradients, np.sort(ids)))
