def accumulate_rows(row_ids, row_gradients, vocab_size):
    slices = tf.IndexedSlices(tf.constant(row_gradients), tf.constant(row_ids), dense_shape=(vocab_size, row_gradients.shape[1]))
    return tf.convert_to_tensor(slices)
