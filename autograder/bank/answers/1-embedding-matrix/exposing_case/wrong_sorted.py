# mistake: The ids are in order, so sorting them goes unseen.
# message: Alive: sorts the ids
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 4)), np.array([0, 2, 5, 5])
