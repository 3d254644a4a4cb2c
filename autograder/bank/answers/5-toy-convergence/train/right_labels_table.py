def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.RandomState(seed)
    table = np.copy(embeddings)
    history = [np.copy(table)]
    for i in range(n_steps):
        pair = rng.randint(6, size=2)
        sign = np.sign(table[pair[0]].dot(table[pair[1]]) - LABELS[pair[0], pair[1]])
        np.add.at(table, pair, np.float32(-0.01 * sign) * table[pair[::-1]])
        if not (i + 1) % record_every:
            history += [np.copy(table)]
    return tf.constant(history)
