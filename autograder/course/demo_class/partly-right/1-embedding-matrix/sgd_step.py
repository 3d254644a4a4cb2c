def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    """Move the rows of ids, int (n,), by -learning_rate * row_gradients, float32 (n, embedding_dim)."""
    table = embedding_matrix.numpy()
    table[ids] -= learning_rate * row_gradients
    embedding_matrix.assign(table)
