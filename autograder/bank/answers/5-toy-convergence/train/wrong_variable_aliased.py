# mistake: The history holds the variable itself, not its numbers at the time.
# message: every table is the last one
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = tf.Variable(embeddings)
    history = [table]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2).tolist()
        train_step(table, a, b)
        if step % record_every == 0:
            history.append(table)
    return np.array(history)
