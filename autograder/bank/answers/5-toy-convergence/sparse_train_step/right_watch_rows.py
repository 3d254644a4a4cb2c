def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    with tf.GradientTape() as tape:
        tape.watch(rows)
        cost = tf.abs(float(a // 2 == b // 2) - tf.tensordot(rows[0], rows[1], 1))
    embeddings.scatter_nd_sub([[a], [b]], learning_rate * tape.gradient(cost, rows))
    return cost
