# mistake: A gradient of the whole table was formed, though only two rows were written.
# message: convert_to_tensor and zeros are as large as the table
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    slope = tf.convert_to_tensor(tape.gradient(cost, embeddings))
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.gather(slope, [a, b]) / (2 if a == b else 1), [a, b]))
    return cost
