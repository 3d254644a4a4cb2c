# mistake: Rows of zeros are missing for ids that do not occur.
# message: zeros for ids that do not occur
def accumulate_rows(row_ids, row_gradients, vocab_size):
    return np.stack([row_gradients[row_ids == i].sum(axis=0) for i in np.unique(row_ids)])
