# mistake: Every number of the two rows became NaN.
# message: the row became NaN: is something divided by 0
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(rows * float("nan"), [a, b]))
    return tf.abs(error)
