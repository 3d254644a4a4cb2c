# mistake: Ids and values of the IndexedSlices are swapped.
# message: values come first in tf.IndexedSlices, then the ids
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices([a, b], learning_rate * tf.sign(error) * rows[::-1]))
    return tf.abs(error)
