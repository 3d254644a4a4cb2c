# mistake: Id 0 does not occur, so taking it for padding goes unseen.
# message: C survives: does the smallest of all ids
def exposing_case():
    return np.array([4, 4, 2, 1, 4, 2, 2]), 7
