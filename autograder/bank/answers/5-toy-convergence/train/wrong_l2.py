# mistake: This is the step of a squared error; the cost is its absolute value.
# message: that is the step of a squared error, L2
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = np.array(embeddings)
    history = [table.copy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2).tolist()
        row_a, row_b = table[a].copy(), table[b].copy()
        label = a // 2 == b // 2
        move = 0.01 * 2 * (row_a @ row_b - label)
        table[a] -= move * row_b
        table[b] -= move * row_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
