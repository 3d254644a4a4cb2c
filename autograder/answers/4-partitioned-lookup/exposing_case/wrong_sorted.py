# mistake: The ids are in order, so sorting them goes unseen.
# message: the ids are in order already, so sorting them changes nothing
def exposing_case():
    return np.array([2, 7, 13, 13]), 5
