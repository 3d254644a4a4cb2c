# mistake: This is the step of a squared error; the cost is its absolute value.
# message: that is the step of a squared error, L2
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = (float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] * embeddings[b])) ** 2
    embeddings.assign_sub(learning_rate * tf.convert_to_tensor(tape.gradient(cost, embeddings)))
    return tf.sqrt(cost)
