# mistake: With a == b the two moves must add up; here the last one wins.
# message: a == b was counted once: both roles of the row count
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_update(tf.IndexedSlices(rows - learning_rate * tf.sign(error) * rows[::-1], [a, b]))
    return tf.abs(error)
