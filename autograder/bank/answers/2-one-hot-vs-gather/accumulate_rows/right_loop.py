def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    for i, g in zip(row_ids, row_gradients):
        dense[i] += g
    return dense
