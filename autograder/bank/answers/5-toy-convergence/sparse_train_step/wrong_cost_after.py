# mistake: The cost was computed after the step; the one before it was asked for.
# message: that is the cost after the step
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * rows[::-1], [a, b]))
    return pair_cost(embeddings, a, b)
