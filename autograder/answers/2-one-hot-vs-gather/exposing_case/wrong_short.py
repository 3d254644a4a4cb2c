# mistake: There are too few ids to notice a function that stops early.
# message: no input yet catches the one that reads five ids at most
def exposing_case():
    return np.array([0, 4, 4, 2]), 7
