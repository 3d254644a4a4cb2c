def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        rows = tf.nn.embedding_lookup(embeddings, [a, b])
        cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(rows[0] * rows[1]))
    tf.keras.optimizers.SGD(learning_rate).apply_gradients([(tape.gradient(cost, embeddings), embeddings)])
    return cost
