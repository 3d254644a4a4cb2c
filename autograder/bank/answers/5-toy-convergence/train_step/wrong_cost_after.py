# mistake: The cost was computed after the step; the one before it was asked for.
# message: that is the cost after the step
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign_sub(learning_rate * slope)
    return pair_cost(embeddings, a, b)
