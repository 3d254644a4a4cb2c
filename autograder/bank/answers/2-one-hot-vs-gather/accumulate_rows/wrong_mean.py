# mistake: The rows of a repeated id were averaged; they add up.
# message: the mean of a repeated id's rows
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    for v in set(row_ids.tolist()):
        dense[v] = row_gradients[row_ids == v].mean(axis=0)
    return dense
