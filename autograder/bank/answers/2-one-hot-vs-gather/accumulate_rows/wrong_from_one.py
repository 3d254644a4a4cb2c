# mistake: The ids are read as counting from 1; they count from 0.
# message: ids count from 0
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]))
    np.add.at(dense, row_ids - 1, row_gradients)
    return dense
