# mistake: The second row was moved by the first one's new value.
# message: one row was moved by the other one after its change
def train_step(embeddings, a, b, learning_rate=0.01):
    table = embeddings.numpy()
    error = table[a] @ table[b] - (a // 2 == b // 2)
    table[a] -= learning_rate * np.sign(error) * table[b]
    table[b] -= learning_rate * np.sign(error) * table[a]
    embeddings.assign(table)
    return abs(error)
