def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    for i, gradient in zip(ids, row_gradients):
        embedding_matrix[i].assign(embedding_matrix[i] - learning_rate * gradient)
