# mistake: A gradient tape is opened for every step: far too slow for 10,000 of them.
# message: a tape for each step is slow on any machine
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = tf.Variable(embeddings)
    history = [table.numpy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2).tolist()
        with tf.GradientTape() as tape:
            cost = pair_cost(table, a, b)
        table.assign_sub(0.01 * tf.convert_to_tensor(tape.gradient(cost, table)))
        if step % record_every == 0:
            history.append(table.numpy())
    return np.array(history)
