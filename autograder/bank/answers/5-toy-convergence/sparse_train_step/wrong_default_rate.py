# mistake: The rate is always 0.01; learning_rate is ignored.
# message: learning_rate is not used
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(0.01 * tf.sign(error) * rows[::-1], [a, b]))
    return tf.abs(error)
