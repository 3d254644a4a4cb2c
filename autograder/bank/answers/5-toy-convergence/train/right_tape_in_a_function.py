def train(embeddings, n_steps, seed, record_every=100):
    table = tf.Variable(embeddings)
    draws = tf.constant(np.random.default_rng(seed).integers(0, 6, (n_steps, 2)))

    @tf.function
    def some(first, last):
        for step in tf.range(first, last):
            with tf.GradientTape() as tape:
                cost = pair_cost(table, draws[step, 0], draws[step, 1])
            table.assign_sub(0.01 * tf.convert_to_tensor(tape.gradient(cost, table)))

    history = [table.numpy()]
    for first in range(0, n_steps - record_every + 1, record_every):
        some(tf.constant(first), tf.constant(first + record_every))
        history.append(table.numpy())
    return np.array(history)
