# mistake: tf.IndexedSlices does not know how many rows there are.
# message: its dense_shape
def accumulate_rows(row_ids, row_gradients, vocab_size):
    return tf.convert_to_tensor(tf.IndexedSlices(row_gradients, row_ids))
