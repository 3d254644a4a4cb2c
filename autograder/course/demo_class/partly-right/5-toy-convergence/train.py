def train(embeddings, n_steps, seed, record_every=100):
    """Train from embeddings, float32 (6, d); return (n_steps // record_every + 1, 6, d)."""
    table = np.array(embeddings)
    history = [table.copy()]
    rng = np.random.default_rng(seed)
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2)
        row_a, row_b = table[a].copy(), table[b].copy()
        move = 0.01 * np.sign(row_a @ row_b - (a // 2 == b // 2))
        table[a] = row_a - move * row_b
        table[b] = row_b - move * row_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
