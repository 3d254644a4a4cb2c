# mistake: A table of one column lost an axis.
# message: an axis of length one was lost
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]), "float32")
    np.add.at(dense, row_ids, row_gradients)
    return np.squeeze(dense)
