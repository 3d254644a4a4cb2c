# mistake: The gradients of a repeated id were averaged; they add up.
# message: that is the mean of its gradients: repeated ids add up
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    table = embedding_matrix.numpy()
    for i in set(ids.tolist()):
        table[i] -= learning_rate * row_gradients[ids == i].mean(axis=0)
    embedding_matrix.assign(table)
