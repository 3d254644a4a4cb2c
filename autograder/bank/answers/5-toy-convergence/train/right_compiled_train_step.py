def train(embeddings, n_steps, seed, record_every=100):
    table = tf.Variable(embeddings)
    rng = np.random.default_rng(seed)
    fast_step = tf.function(lambda a, b: train_step(table, a, b))
    history = [table.numpy()]
    for step in range(1, n_steps + 1):
        a, b = rng.integers(0, 6, 2)
        fast_step(tf.constant(a), tf.constant(b))
        if step % record_every == 0:
            history.append(table.numpy())
    return tf.stack(history)
