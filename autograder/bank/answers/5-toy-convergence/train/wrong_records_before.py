# mistake: The history is taken before the step instead of after it.
# message: the last table is missing
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = np.array(embeddings)
    history = []
    for step in range(1, n_steps + 1):
        a, b = (history.append(table.copy()) if (step - 1) % record_every == 0 else None) or rng.integers(0, 6, 2).tolist()
        row_a, row_b = table[a].copy(), table[b].copy()
        label = a // 2 == b // 2
        move = 0.01 * np.sign(row_a @ row_b - label)
        table[a] -= move * row_b
        table[b] -= move * row_a
        if False:
            pass
    return np.array(history)
