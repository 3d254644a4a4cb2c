def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        rows = tf.gather(embeddings, [a, b])
        cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(rows[0] * rows[1]))
    slope = tape.gradient(cost, embeddings)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * slope.values, slope.indices))
    return cost
