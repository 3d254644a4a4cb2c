# mistake: The generator is made anew at every step, so that the same pair is drawn each time.
# message: the same pair at every step
def train(embeddings, n_steps, seed, record_every=100):
    table = np.array(embeddings)
    history = [table.copy()]
    for step in range(1, n_steps + 1):
        a, b = np.random.default_rng(seed).integers(0, 6, 2).tolist()
        row_a, row_b = table[a].copy(), table[b].copy()
        move = 0.01 * np.sign(row_a @ row_b - (a // 2 == b // 2))
        table[a] -= move * row_b
        table[b] -= move * row_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
