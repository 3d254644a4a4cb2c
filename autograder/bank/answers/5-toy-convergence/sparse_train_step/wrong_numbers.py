# mistake: The rows move by a fixed amount, whatever the other row is.
# message: the row moved by one amount in all columns
# control run
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.ones_like(rows), [a, b]))
    return tf.abs(error)
