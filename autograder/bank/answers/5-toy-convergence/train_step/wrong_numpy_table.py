# mistake: A tensor's NumPy copy was changed, not the variable.
# message: change the variable itself, with assign_sub or scatter_sub
def train_step(embeddings, a, b, learning_rate=0.01):
    table = embeddings.numpy()
    error = table[a] @ table[b] - (a // 2 == b // 2)
    row_a, row_b = table[a].copy(), table[b].copy()
    table[a] -= learning_rate * np.sign(error) * row_b
    table[b] -= learning_rate * np.sign(error) * row_a
    return abs(error)
