# mistake: The ids were sorted, but their gradients were not.
# message: the ids were sorted, but not their rows
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    np.add.at(dense, np.sort(row_ids), row_gradients)
    return dense
