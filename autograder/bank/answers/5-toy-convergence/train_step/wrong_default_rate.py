# mistake: The rate is always 0.01; learning_rate is ignored.
# message: learning_rate is not used
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign_sub(0.01 * slope)
    return cost
