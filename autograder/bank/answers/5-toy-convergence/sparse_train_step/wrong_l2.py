# mistake: This is the step of a squared error; the cost is its absolute value.
# message: that is the step of a squared error, L2
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * 2 * error * rows[::-1], [a, b]))
    return tf.abs(error)
