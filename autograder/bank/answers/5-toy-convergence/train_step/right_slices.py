def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tape.gradient(cost, embeddings)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * slope.values, slope.indices))
    return cost
