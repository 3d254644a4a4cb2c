# mistake: The printed example hides almost every mistake.
# message: no input yet catches the one that says whether
# control run
def exposing_case():
    return np.array([0, 1, 2]), 3
