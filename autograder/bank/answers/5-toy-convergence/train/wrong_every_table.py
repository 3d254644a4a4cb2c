# mistake: The table is recorded after every step.
# message: a table after every step was recorded
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = np.array(embeddings)
    history = [table.copy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2).tolist()
        row_a, row_b = table[a].copy(), table[b].copy()
        move = 0.01 * np.sign(row_a @ row_b - (a // 2 == b // 2))
        table[a] -= move * row_b
        table[b] -= move * row_a
        history.append(table.copy())
    return np.array(history)
