# mistake: tf.scatter_nd wrote the two rows into a gradient of the whole table.
# message: convert_to_tensor and zeros are as large as the table
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    slope = tf.scatter_nd([[a], [b]], tf.sign(error) * rows[::-1], embeddings.shape)
    embeddings.scatter_nd_sub([[a]], [learning_rate * slope[a]])
    if a != b:
        embeddings.scatter_nd_sub([[b]], [learning_rate * slope[b]])
    return tf.abs(error)
