# mistake: Whole numbers lose the fractions of the gradients.
# message: the fractions are lost
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]), int)
    for i, g in zip(row_ids, row_gradients):
        dense[i] = dense[i] + g
    return dense
