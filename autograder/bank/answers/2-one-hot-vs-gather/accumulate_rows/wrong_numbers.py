# mistake: The right shape, but nothing was added up.
# message: nothing was added up
# control run
def accumulate_rows(row_ids, row_gradients, vocab_size):
    return np.zeros((vocab_size, row_gradients.shape[1]))
