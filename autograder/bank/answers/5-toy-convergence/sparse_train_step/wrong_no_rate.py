# mistake: The step was not multiplied by learning_rate.
# message: learning_rate is missing
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(tf.sign(error) * rows[::-1], [a, b]))
    return tf.abs(error)
