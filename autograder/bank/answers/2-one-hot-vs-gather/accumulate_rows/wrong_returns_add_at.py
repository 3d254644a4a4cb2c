# mistake: np.add.at changes its argument and returns nothing.
# message: is there a `return`
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    return np.add.at(dense, row_ids, row_gradients)
