def train_step(embeddings, a, b, learning_rate=0.01):
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    optimizer.apply_gradients([(tape.gradient(cost, embeddings), embeddings)])
    return cost.numpy()
