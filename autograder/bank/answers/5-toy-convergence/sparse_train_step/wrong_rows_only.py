# mistake: The rows that were looked up were changed, not the variable.
# message: change the variable itself, with assign_sub or scatter_sub
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    rows -= learning_rate * tf.sign(error) * rows[::-1]
    return tf.abs(error)
