# mistake: Every row was shrunk a little, looked up or not.
# message: every row was scaled: only the two rows may move
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.assign(embeddings * 0.999 - learning_rate * slope)
    return cost
