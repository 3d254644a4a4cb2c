def train_step(embeddings, a, b, learning_rate=0.01):
    table = embeddings.numpy()
    error = table[a] @ table[b] - (a // 2 == b // 2)
    gradient = np.zeros_like(table)
    gradient[a] += np.sign(error) * table[b]
    gradient[b] += np.sign(error) * table[a]
    embeddings.assign(table - learning_rate * gradient)
    return abs(error)
