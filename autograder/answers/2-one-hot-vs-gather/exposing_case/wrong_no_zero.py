# mistake: Id 0 does not occur, so taking it for padding goes unseen.
# message: no input yet catches the one that takes id 0 for padding
def exposing_case():
    return np.array([4, 4, 2, 1, 4, 2, 2]), 7
