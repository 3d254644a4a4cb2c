# mistake: The largest id is vocab_size - 1, so a count that stops there goes unseen.
# message: no input yet catches the one that stops at the largest id
def exposing_case():
    return np.array([0, 4, 4, 2, 0, 4]), 5
