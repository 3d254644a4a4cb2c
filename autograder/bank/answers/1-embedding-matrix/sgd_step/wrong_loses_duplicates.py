# mistake: With `table[ids] -= ...` a repeated id moves by its last gradient only.
# message: repeated ids must add up
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    table = embedding_matrix.numpy()
    table[ids] -= learning_rate * row_gradients
    embedding_matrix.assign(table)
