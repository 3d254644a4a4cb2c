def accumulate_rows(row_ids, row_gradients, vocab_size):
    table = tf.Variable(tf.zeros((vocab_size, row_gradients.shape[1])))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.gather(table, row_ids) * row_gradients)
    return tf.convert_to_tensor(tape.gradient(loss, table))
