# mistake: The result ends at the largest id; it should have vocab_size rows.
# message: also beyond the largest id
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((row_ids.max() + 1, row_gradients.shape[1]))
    np.add.at(dense, row_ids, row_gradients)
    return dense
