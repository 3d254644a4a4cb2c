# mistake: There are no pairs in the list.
# message: 100 pairs at most, and one at least
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)), np.zeros((0, 2), int)
