# mistake: An id is as large as vocab_size, so the right function fails too.
# message: the right function fails, too
def exposing_case():
    return np.array([0, 7, 7, 2, 0, 7]), 7
