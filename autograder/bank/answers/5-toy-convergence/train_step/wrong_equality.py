# mistake: The label was 1 only where a == b; it is 1 for a whole pair.
# message: the label is 1 for a whole pair, a // 2 == b // 2 with two slashes, not for a == b only
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = tf.abs(float(a == b) - tf.reduce_sum(embeddings[a] * embeddings[b]))
    embeddings.assign_sub(learning_rate * tf.convert_to_tensor(tape.gradient(cost, embeddings)))
    return cost
