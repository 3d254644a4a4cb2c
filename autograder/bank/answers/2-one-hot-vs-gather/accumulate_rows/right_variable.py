def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = tf.Variable(tf.zeros((vocab_size, row_gradients.shape[1])))
    dense.scatter_add(tf.IndexedSlices(row_gradients, row_ids))
    return dense
