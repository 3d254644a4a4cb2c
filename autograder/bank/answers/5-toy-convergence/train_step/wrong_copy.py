# mistake: The step was made on a copy; the variable itself must change.
# message: change the variable itself, with assign_sub or scatter_sub
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    new = tf.Variable(embeddings - learning_rate * slope)
    return cost
