# mistake: This is a tf.IndexedSlices again; the dense array was asked for.
# message: that is the sparse form again
def accumulate_rows(row_ids, row_gradients, vocab_size):
    return tf.IndexedSlices(row_gradients, row_ids)
