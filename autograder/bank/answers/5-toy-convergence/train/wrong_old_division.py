# mistake: Python 2's a/2 == b/2 holds for a == b only; today // rounds down.
# message: the label is 1 for a whole pair, a // 2 == b // 2 with two slashes, not for a == b only
def train(embeddings, n_steps, seed, record_every=100):
    import random
    random.seed(seed)
    table = embeddings.copy()
    history = [table.copy()]
    for i in range(n_steps):
        v1, v2 = random.randint(0, 5), random.randint(0, 5)
        label = 1.0 if (v1/2 == v2/2) else 0.0
        g = np.sign(np.dot(table[v1], table[v2]) - label)
        one, other = table[v1].copy(), table[v2].copy()
        table[v1] -= 0.01 * g * other
        table[v2] -= 0.01 * g * one
        if (i + 1) % record_every == 0:
            history.append(table.copy())
    return np.array(history)
