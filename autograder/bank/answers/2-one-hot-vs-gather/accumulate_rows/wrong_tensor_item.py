# mistake: A tensor cannot be changed in place.
# message: a tensor cannot change
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = tf.zeros((vocab_size, row_gradients.shape[1]))
    for row, gradient in zip(row_ids, row_gradients):
        dense[row] += gradient
    return dense
