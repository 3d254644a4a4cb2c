def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = tf.Variable(embeddings, dtype=tf.float32)

    @tf.function
    def several(pairs):
        for pair in pairs:
            train_step(table, pair[0], pair[1])

    history = [table.numpy()]
    for _ in range(n_steps // record_every):
        several(tf.constant(rng.integers(0, 6, (record_every, 2))))
        history.append(table.numpy())
    return history
