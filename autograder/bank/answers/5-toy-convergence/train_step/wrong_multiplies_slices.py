# mistake: The gradient of a lookup is an IndexedSlices, which cannot be multiplied.
# message: a lookup's gradient is IndexedSlices
def train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        rows = tf.gather(embeddings, [a, b])
        cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(rows[0] * rows[1]))
    embeddings.assign_sub(learning_rate * tape.gradient(cost, embeddings))
    return cost
