# mistake: The ids are in order, so sorting them goes unseen.
# message: Alive: sorts the ids
def exposing_case():
    return np.array([2, 7, 13, 13]), 5
