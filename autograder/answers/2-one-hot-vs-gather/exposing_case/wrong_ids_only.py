# mistake: Only the ids are returned; vocab_size is missing.
# message: a pair (ids, vocab_size) was due
def exposing_case():
    return np.array([0, 4, 4, 2, 0, 4])
