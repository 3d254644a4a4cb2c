# mistake: Of a repeated id only the first row was kept.
# message: only the first row of a repeated id counts
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    for i, g in zip(row_ids[::-1], row_gradients[::-1]):
        dense[i] = g
    return dense
