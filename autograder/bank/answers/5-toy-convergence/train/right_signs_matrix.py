def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    E = np.array(embeddings)
    out = np.empty((n_steps // record_every + 1,) + E.shape)
    out[0] = E
    for step in range(1, n_steps + 1):
        a, b = rng.choice(6, 2)
        S = np.zeros((6, 6))
        S[a, b] = np.sign(E[a] @ E[b] - (a // 2 == b // 2))
        E = E - 0.01 * (S @ E + S.T @ E)
        if step % record_every == 0:
            out[step // record_every] = E
    return out
