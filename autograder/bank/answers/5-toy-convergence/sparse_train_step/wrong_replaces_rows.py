# mistake: The rows were replaced by their change; the change is taken off them.
# message: the row was replaced by its change
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_update(tf.IndexedSlices(-learning_rate * tf.sign(error) * rows[::-1], [a, b]))
    return tf.abs(error)
