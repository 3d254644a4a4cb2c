# mistake: Each row was moved along itself; the gradient is the other row.
# message: each row was moved along itself
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * rows, [a, b]))
    return tf.abs(error)
