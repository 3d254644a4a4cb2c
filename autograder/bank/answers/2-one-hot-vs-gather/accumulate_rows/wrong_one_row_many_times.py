# mistake: `[row] * n` is one and the same row n times.
# message: each id gets its own rows
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = [np.zeros(row_gradients.shape[1])] * vocab_size
    for i, g in zip(row_ids, row_gradients):
        dense[i] += g
    return dense
