# mistake: Values and ids of tf.IndexedSlices are swapped.
# message: values come first in tf.IndexedSlices
def accumulate_rows(row_ids, row_gradients, vocab_size):
    return tf.convert_to_tensor(tf.IndexedSlices(row_ids, row_gradients, (vocab_size, row_gradients.shape[1])))
