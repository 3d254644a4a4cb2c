# mistake: The ids that came in were sorted in place.
# message: which belongs to the caller
def accumulate_rows(row_ids, row_gradients, vocab_size):
    row_ids.sort()
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    np.add.at(dense, row_ids, row_gradients)
    return dense
