# mistake: The gradient was not multiplied by learning_rate.
# message: learning_rate is missing
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign_sub(slope)
    return cost
