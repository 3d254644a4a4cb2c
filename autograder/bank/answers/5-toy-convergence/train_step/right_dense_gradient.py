def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    embeddings.assign_sub(learning_rate * tape.gradient(cost, embeddings))
    return cost
