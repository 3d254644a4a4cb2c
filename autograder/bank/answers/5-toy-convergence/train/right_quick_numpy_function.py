def one_step(table, a, b):
    rows = table[[b, a]]
    sign = np.sign(table[a] @ table[b] - float(a // 2 == b // 2))
    np.subtract.at(table, [a, b], np.float32(0.01) * sign * rows)


def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = np.asarray(embeddings).copy()
    history = np.zeros((1 + n_steps // record_every, *table.shape))
    history[0] = table
    for step in range(n_steps):
        one_step(table, *rng.choice(6, size=2, replace=True))
        if (step + 1) % record_every == 0:
            history[(step + 1) // record_every] = table
    return history
