# mistake: The ids have two axes.
# message: in one row
def exposing_case():
    return np.array([[0, 4, 4], [2, 0, 4]]), 7
