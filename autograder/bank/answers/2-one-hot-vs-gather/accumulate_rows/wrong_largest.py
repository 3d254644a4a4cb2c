# mistake: Of a repeated id the largest numbers were kept.
# message: only the largest row of a repeated id counts
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    np.maximum.at(dense, row_ids, row_gradients)
    return dense
