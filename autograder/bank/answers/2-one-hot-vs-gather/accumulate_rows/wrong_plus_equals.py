# mistake: `dense[row_ids] += row_gradients` counts a repeated id once: NumPy reads before it writes.
# message: dense[ids] += rows does not do that
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    dense[row_ids] += row_gradients
    return dense
