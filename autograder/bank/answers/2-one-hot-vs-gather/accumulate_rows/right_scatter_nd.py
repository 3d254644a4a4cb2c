def accumulate_rows(row_ids, row_gradients, vocab_size):
    return tf.scatter_nd(row_ids[:, None], row_gradients, (vocab_size, row_gradients.shape[1]))
