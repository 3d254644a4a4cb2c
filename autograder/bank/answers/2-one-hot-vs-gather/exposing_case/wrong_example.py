# mistake: The printed example hides almost every mistake.
# message: A survives: does any id occur more than once
# control run
def exposing_case():
    return np.array([0, 1, 2]), 3
