# mistake: Every number is NaN.
# message: every number is NaN
def accumulate_rows(row_ids, row_gradients, vocab_size):
    return np.full((vocab_size, row_gradients.shape[1]), np.nan)
