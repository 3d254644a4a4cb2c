# mistake: The label was 1 only where a == b; it is 1 for a whole pair.
# message: the label is 1 for a whole pair, a // 2 == b // 2 with two slashes, not for a == b only
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a == b)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * rows[::-1], [a, b]))
    return tf.abs(error)
