# mistake: The step was made on a copy; the variable itself must change.
# message: left the variable as it was
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    new = embedding_matrix.numpy()
    np.subtract.at(new, ids, learning_rate * row_gradients)
    return tf.Variable(new)
