# mistake: There are too few ids to notice a function that stops early.
# message: D survives: how long are your ids
def exposing_case():
    return np.array([0, 4, 4, 2]), 7
