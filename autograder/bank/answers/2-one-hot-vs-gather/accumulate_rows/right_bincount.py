def accumulate_rows(row_ids, row_gradients, vocab_size):
    columns = [np.bincount(row_ids, column, vocab_size) for column in row_gradients.T]
    return np.stack(columns, axis=1)
