# mistake: Rows and columns are swapped.
# message: rows and columns are swapped
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((row_gradients.shape[1], vocab_size))
    np.add.at(dense.T, row_ids, row_gradients)
    return dense
