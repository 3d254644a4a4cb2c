# mistake: The error is returned with its sign; the cost is its absolute value.
# message: the absolute value is missing
def train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = embeddings[a].numpy(), embeddings[b].numpy()
    error = row_a @ row_b - (a // 2 == b // 2)
    embeddings.scatter_nd_sub([[a]], [learning_rate * np.sign(error) * row_b])
    embeddings.scatter_nd_sub([[b]], [learning_rate * np.sign(error) * row_a])
    return error
