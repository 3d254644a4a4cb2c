# mistake: The step carries on from the step before, as momentum does; plain SGD does not.
# message: it moves even where every gradient is 0: plain SGD has no momentum and no decay
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    global velocity
    velocity = 0.9 * globals().get("velocity", 0.0) + learning_rate * float(np.mean(row_gradients))
    embedding_matrix.scatter_sub(tf.IndexedSlices(learning_rate * row_gradients + velocity, ids))
