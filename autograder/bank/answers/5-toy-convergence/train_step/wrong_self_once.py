# mistake: With a == b the row must move twice; here it moves once.
# message: a == b was counted once: both roles of the row count
def train_step(embeddings, a, b, learning_rate=0.01):
    table = embeddings.numpy()
    old = table.copy()
    error = old[a] @ old[b] - (a // 2 == b // 2)
    table[a] = old[a] - learning_rate * np.sign(error) * old[b]
    table[b] = old[b] - learning_rate * np.sign(error) * old[a]
    embeddings.assign(table)
    return abs(error)
