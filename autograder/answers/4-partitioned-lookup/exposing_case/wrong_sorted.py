# message: Alive: sorts the ids
def exposing_case():
    return np.array([2, 7, 13, 13]), 5
