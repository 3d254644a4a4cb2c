# mistake: The sums of earlier calls are still in there.
# message: sums of earlier calls are still in there
def accumulate_rows(row_ids, row_gradients, vocab_size):
    global _kept
    _kept = globals().get('_kept', np.zeros((1000, 1000)))
    np.add.at(_kept, (row_ids[:, None], np.arange(row_gradients.shape[1])), row_gradients)
    return _kept[:vocab_size, : row_gradients.shape[1]]
