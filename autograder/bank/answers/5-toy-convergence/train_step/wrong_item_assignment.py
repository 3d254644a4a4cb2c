# mistake: A variable takes no assignment to a row in brackets.
# message: use scatter_sub or assign
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings[a] = embeddings[a] - learning_rate * slope[a]
    embeddings[b] = embeddings[b] - learning_rate * slope[b]
    return cost
