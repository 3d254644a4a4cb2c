def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    table = embeddings.numpy()
    error = table[a] @ table[b] - (a // 2 == b // 2)
    move = np.float32(learning_rate * np.sign(error))
    if a == b:
        embeddings[a].assign(table[a] * (1 - 2 * move))
    else:
        embeddings.scatter_nd_update([[a], [b]], [table[a] - move * table[b], table[b] - move * table[a]])
    return abs(error)
