# mistake: From zeros nothing ever moves.
# message: nothing moves here
def exposing_case():
    return np.zeros((6, 2)), np.array([[0, 1], [2, 2], [3, 4]])
