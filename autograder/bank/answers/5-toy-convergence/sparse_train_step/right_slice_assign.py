def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = embeddings[a].numpy(), embeddings[b].numpy()
    error = row_a @ row_b - (a // 2 == b // 2)
    move = learning_rate * np.sign(error)
    embeddings[a].assign(row_a - move * row_b)
    embeddings[b].assign(embeddings[b] - move * row_a)
    return abs(error)
