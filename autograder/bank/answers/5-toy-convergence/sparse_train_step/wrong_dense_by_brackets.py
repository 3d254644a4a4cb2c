# mistake: The gradient of embeddings[a] in a tape has all rows, though only two were written.
# message: convert_to_tensor and zeros are as large as the table
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] * embeddings[b]))
    slope = tape.gradient(cost, embeddings)
    for row in {a, b}:
        embeddings[row].assign(embeddings[row] - learning_rate * slope[row])
    return cost
