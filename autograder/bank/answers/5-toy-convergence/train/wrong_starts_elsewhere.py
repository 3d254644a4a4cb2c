# mistake: The training starts from rows scaled to length 1, not from the table given.
# message: the start comes first, as it was given, before any step
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    history = [table.copy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2).tolist()
        row_a, row_b = table[a].copy(), table[b].copy()
        move = 0.01 * np.sign(row_a @ row_b - (a // 2 == b // 2))
        table[a] -= move * row_b
        table[b] -= move * row_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
