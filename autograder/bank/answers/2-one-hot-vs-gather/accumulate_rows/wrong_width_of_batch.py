# mistake: The result has as many columns as there are ids.
# message: one whole row for each word
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, len(row_gradients)))
    np.add.at(dense, row_ids, row_gradients)
    return dense
