# mistake: The second row was moved by the first one's new value.
# message: one row was moved by the other one after its change
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = embeddings[a].numpy(), embeddings[b].numpy()
    error = row_a @ row_b - (a // 2 == b // 2)
    move = learning_rate * np.sign(error)
    embeddings[a].assign(embeddings[a] - move * embeddings[b])
    embeddings[b].assign(embeddings[b] - move * embeddings[a])
    return abs(error)
