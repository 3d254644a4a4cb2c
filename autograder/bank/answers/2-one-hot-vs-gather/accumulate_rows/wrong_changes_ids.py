# mistake: The ids that came in were sorted in place.
# message: work on a copy of row_ids
def accumulate_rows(row_ids, row_gradients, vocab_size):
    row_ids.sort()
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    np.add.at(dense, row_ids, row_gradients)
    return dense
