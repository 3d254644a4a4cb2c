def accumulate_rows(row_ids, row_gradients, vocab_size):
    return tf.math.unsorted_segment_sum(row_gradients, row_ids, vocab_size)
