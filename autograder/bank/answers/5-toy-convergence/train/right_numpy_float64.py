def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.RandomState(seed)
    E = embeddings.astype('float64')
    history = [E.copy()]
    for i in range(n_steps):
        a, b = rng.randint(0, 6), rng.randint(0, 6)
        label = 1.0 if a // 2 == b // 2 else 0.0
        g = np.sign(E[a].dot(E[b]) - label)
        grad = np.zeros_like(E)
        grad[a] += g * E[b]
        grad[b] += g * E[a]
        E = E - 0.01 * grad
        if (i + 1) % record_every == 0:
            history.append(E)
    return np.stack(history)
