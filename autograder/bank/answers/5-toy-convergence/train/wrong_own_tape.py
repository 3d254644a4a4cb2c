# mistake: A gradient tape is opened for every step: far too slow for 10,000 of them.
# message: a tape for each step is slow on any machine
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    table = tf.Variable(embeddings)
    sgd = tf.keras.optimizers.SGD(0.01)
    history = [table.numpy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2).tolist()
        with tf.GradientTape() as tape:
            cost = tf.abs(float(a // 2 == b // 2) - tf.tensordot(table[a], table[b], 1))
        sgd.apply_gradients([(tape.gradient(cost, table), table)])
        if step % record_every == 0:
            history.append(table.numpy())
    return np.array(history)
