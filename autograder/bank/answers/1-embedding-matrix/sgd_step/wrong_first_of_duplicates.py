# mistake: Of a repeated id only the first gradient was used.
# message: only one of its gradients counted: repeated ids must add up
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    done = set()
    for i, gradient in zip(ids.tolist(), row_gradients):
        if i not in done:
            embedding_matrix[i].assign(embedding_matrix[i] - learning_rate * gradient)
            done.add(i)
