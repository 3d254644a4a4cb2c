def accumulate_rows(row_ids, row_gradients, vocab_size):
    return np.eye(vocab_size)[row_ids].T @ row_gradients
