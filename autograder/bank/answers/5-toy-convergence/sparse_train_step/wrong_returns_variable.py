# mistake: scatter_sub returns the variable; the cost was asked for.
# message: that is the table: return the cost, which is one number
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    return embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * rows[::-1], [a, b]))
