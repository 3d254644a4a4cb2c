# mistake: The table is returned, not the cost.
# message: that is the table: return the cost, which is one number
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign_sub(learning_rate * slope)
    return embeddings
