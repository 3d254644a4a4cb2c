# mistake: The gradients were subtracted.
# message: the sign is wrong
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    np.subtract.at(dense, row_ids, row_gradients)
    return dense
