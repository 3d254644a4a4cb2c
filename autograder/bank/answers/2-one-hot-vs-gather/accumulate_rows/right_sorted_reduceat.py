def accumulate_rows(row_ids, row_gradients, vocab_size):
    order = np.argsort(row_ids, kind="stable")
    used, starts = np.unique(row_ids[order], return_index=True)
    dense = np.zeros((vocab_size,) + row_gradients.shape[1:])
    dense[used] = np.add.reduceat(row_gradients[order], starts, axis=0)
    return dense
