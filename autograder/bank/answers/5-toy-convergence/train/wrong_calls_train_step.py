# mistake: Right, but slow: each call of train_step opens a gradient tape, and 10,000 of them take half a minute.
# message: a tape for each step is slow on any machine, and so is a call of train_step
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = tf.Variable(embeddings)
    history = [table.numpy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2)
        train_step(table, a, b)
        if step % record_every == 0:
            history.append(table.numpy())
    return np.array(history)
