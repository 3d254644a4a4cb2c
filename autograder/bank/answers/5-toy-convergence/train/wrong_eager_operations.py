# mistake: Right, but slow: several TensorFlow operations run one by one for each step, each at a fixed price.
# message: a tape for each step is slow on any machine, and so is a call of train_step or eager TensorFlow
def train(embeddings, n_steps, seed, record_every=100):
    table = tf.Variable(embeddings)
    rng = np.random.default_rng(seed)
    history = [table.numpy()]
    for step in range(n_steps):
        a, b = rng.integers(0, 6, 2)
        error = float(tf.reduce_sum(table[a] * table[b])) - (a // 2 == b // 2)
        rows = table.numpy()[[b, a]]
        table.scatter_sub(tf.IndexedSlices(0.01 * np.sign(error) * rows, np.array([a, b])))
        if (step + 1) % record_every == 0:
            history.append(table.numpy())
    return np.array(history)
