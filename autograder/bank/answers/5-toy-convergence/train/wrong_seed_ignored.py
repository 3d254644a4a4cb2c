# mistake: The seed is ignored, so every run differs.
# message: not the seed alone decides
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng()
    table = np.array(embeddings)
    history = [table.copy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2).tolist()
        row_a, row_b = table[a].copy(), table[b].copy()
        label = a // 2 == b // 2
        move = 0.01 * np.sign(row_a @ row_b - label)
        table[a] -= move * row_b
        table[b] -= move * row_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
