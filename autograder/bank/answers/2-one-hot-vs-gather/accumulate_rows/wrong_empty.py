# mistake: np.empty holds leftovers; the sum starts from zeros.
# message: rows of ids that do not occur are not zero
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.empty((vocab_size, row_gradients.shape[1]), "float32")
    dense[:] = np.arange(dense.size).reshape(dense.shape) % 7 * 0.3 + 0.1  # what memory may hold
    np.add.at(dense, row_ids, row_gradients)
    return dense
