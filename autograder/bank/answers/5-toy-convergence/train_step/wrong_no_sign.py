# mistake: The sign of the error was left out, so that every step goes the same way.
# message: the error's sign is missing
def train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = embeddings[a].numpy(), embeddings[b].numpy()
    embeddings.scatter_nd_sub([[a]], [learning_rate * row_b])
    embeddings.scatter_nd_sub([[b]], [learning_rate * row_a])
    return abs(float(a // 2 == b // 2) - row_a @ row_b)
