# mistake: The largest id is vocab_size - 1, so a count that stops there goes unseen.
# message: B survives: is there a word beyond
def exposing_case():
    return np.array([0, 4, 4, 2, 0, 4]), 5
