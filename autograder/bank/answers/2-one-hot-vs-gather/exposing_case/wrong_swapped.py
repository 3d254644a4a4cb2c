# mistake: ids and vocab_size are swapped.
# message: the ids come first, then vocab_size
def exposing_case():
    return 7, np.array([0, 4, 4, 2, 0, 4])
