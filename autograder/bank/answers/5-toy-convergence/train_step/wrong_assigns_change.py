# mistake: The table was replaced by the change; the change is taken off the table.
# message: the table was overwritten
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign(-learning_rate * slope)
    return cost
