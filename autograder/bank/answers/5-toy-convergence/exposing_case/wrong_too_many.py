# mistake: More than 100 pairs were given.
# message: 100 pairs at most, and one at least
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)), np.tile(np.array([[0, 1], [2, 2], [3, 4]]), (40, 1))
