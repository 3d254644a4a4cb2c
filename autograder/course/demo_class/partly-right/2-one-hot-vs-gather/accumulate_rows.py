def accumulate_rows(row_ids, row_gradients, vocab_size):
    """Return the dense gradient (vocab_size, embedding_dim) of rows (n, embedding_dim) at ids (n,)."""
    dense = np.zeros((vocab_size, row_gradients.shape[1]), "float32")
    dense[row_ids] = row_gradients
    return dense
