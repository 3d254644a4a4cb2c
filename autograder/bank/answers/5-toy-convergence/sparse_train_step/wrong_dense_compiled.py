# mistake: Inside a tf.function, too, a gradient of the whole table was formed.
# message: convert_to_tensor and zeros are as large as the table
@tf.function
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        rows = tf.gather(embeddings, [a, b])
        cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(rows[0] * rows[1]))
    embeddings.assign_sub(learning_rate * tf.convert_to_tensor(tape.gradient(cost, embeddings)))
    return cost
