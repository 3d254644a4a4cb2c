# mistake: Only neighbours are drawn; any two of the six may meet.
# message: some items never met: draw the second id from all six, whatever the first one is
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = np.array(embeddings)
    history = [table.copy()]
    for step in range(1, n_steps + 1):
        a, b = (lambda i: (i, (i + int(rng.integers(0, 2))) % 6))(int(rng.integers(0, 6)))
        row_a, row_b = table[a].copy(), table[b].copy()
        label = a // 2 == b // 2
        move = 0.01 * np.sign(row_a @ row_b - label)
        table[a] -= move * row_b
        table[b] -= move * row_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
