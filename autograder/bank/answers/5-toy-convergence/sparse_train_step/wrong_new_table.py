# mistake: A changed copy of the whole table was made and written back.
# message: touch the two rows only: scatter_sub with tf.IndexedSlices
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    change = learning_rate * tf.sign(error) * rows[::-1]
    embeddings.assign(tf.tensor_scatter_nd_sub(embeddings, [[a], [b]], change))
    return tf.abs(error)
