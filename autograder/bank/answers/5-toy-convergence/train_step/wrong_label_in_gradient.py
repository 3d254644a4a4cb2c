# mistake: The step uses label 1 for every two items.
# message: the label of two items from two pairs is 0, not 1
def train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = embeddings[a].numpy(), embeddings[b].numpy()
    move = learning_rate * np.sign(row_a @ row_b - 1)
    embeddings.scatter_nd_sub([[a]], [move * row_b])
    embeddings.scatter_nd_sub([[b]], [move * row_a])
    return abs(float(a // 2 == b // 2) - row_a @ row_b)
