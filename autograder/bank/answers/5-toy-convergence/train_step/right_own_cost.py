def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        dot = tf.reduce_sum(embeddings[a] * embeddings[b])
        cost = tf.abs(float(a // 2 == b // 2) - dot)
    gradient = tape.gradient(cost, embeddings)
    embeddings.assign(embeddings - learning_rate * gradient)
    return cost
