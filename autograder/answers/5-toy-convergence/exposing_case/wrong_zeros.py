# mistake: From zeros nothing ever moves.
# message: exposes 0 of 6
def exposing_case():
    return np.zeros((6, 2)), np.array([[0, 1], [2, 2], [3, 4]])
