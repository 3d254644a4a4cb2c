# mistake: Only the first of the two rows was moved.
# message: only one of the two rows moves
def train_step(embeddings, a, b, learning_rate=0.01):
    table = embeddings.numpy()
    error = table[a] @ table[b] - (a // 2 == b // 2)
    table[a] -= learning_rate * np.sign(error) * embeddings.numpy()[b]
    embeddings.assign(table)
    return abs(error)
