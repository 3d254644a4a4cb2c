# mistake: The rows moved along the gradient; a descent goes against it.
# message: the sign is wrong: a step goes downhill, against the gradient
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_add(tf.IndexedSlices(learning_rate * tf.sign(error) * rows[::-1], [a, b]))
    return tf.abs(error)
