# mistake: The table holds whole numbers, so rounding goes unseen.
# message: Alive: rounds to whole numbers
def exposing_case():
    return np.arange(24.0).reshape(6, 4), np.array([5, 2, 5, 0])
