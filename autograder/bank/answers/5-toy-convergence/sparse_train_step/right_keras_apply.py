def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    sgd = tf.keras.optimizers.SGD(learning_rate)
    sgd.apply([tape.gradient(cost, embeddings)], [embeddings])
    return cost
