# mistake: The steps are counted from 0, so that step 0 is recorded too.
# message: a table too many: the start twice, step 0 counted, or the last one added at the end
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = np.array(embeddings)
    history = [table.copy()]
    for step in range(n_steps):
        a, b = rng.integers(0, 6, 2).tolist()
        row_a, row_b = table[a].copy(), table[b].copy()
        move = 0.01 * np.sign(row_a @ row_b - (a // 2 == b // 2))
        table[a] -= move * row_b
        table[b] -= move * row_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
