# mistake: Only items of one pair take a step here.
# message: only two items of one pair learn here
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    if a // 2 == b // 2:
        embeddings.assign_sub(learning_rate * slope)
    return cost
