# mistake: A row that was not asked for was changed too.
# message: only rows 0 and 2 may move
def train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * rows[::-1], [a, b]))
    embeddings[(max(a, b) + 1) % embeddings.shape[0]].assign(0 * rows[0])
    return tf.abs(error)
