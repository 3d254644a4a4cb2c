# mistake: The rows moved along the gradient; a descent goes against it.
# message: the sign is wrong: a step goes downhill, against the gradient
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign_add(learning_rate * slope)
    return cost
