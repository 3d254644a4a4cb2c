def accumulate_rows(row_ids, row_gradients, vocab_size):
    start = tf.zeros((vocab_size, row_gradients.shape[-1]))
    return tf.tensor_scatter_nd_add(start, tf.expand_dims(row_ids, 1), row_gradients)
