def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    table = embedding_matrix.numpy()
    np.subtract.at(table, ids, learning_rate * row_gradients)
    embedding_matrix.assign(table)
    return embedding_matrix
