# mistake: The gradient was divided by learning_rate; it is multiplied by it.
# message: the gradient was divided by learning_rate
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign_sub(slope / learning_rate)
    return cost
