# mistake: `dense[row_ids] = row_gradients` keeps only the last row of a repeated id.
# message: only the last row of a repeated id counts
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    dense[row_ids] = row_gradients
    return dense
