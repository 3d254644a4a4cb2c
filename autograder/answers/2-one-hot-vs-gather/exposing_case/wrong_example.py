# mistake: The printed example hides almost every mistake.
# message: exposes 1 of 6
# control run
def exposing_case():
    return np.array([0, 1, 2]), 3
