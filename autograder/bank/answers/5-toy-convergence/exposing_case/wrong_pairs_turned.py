# mistake: The pairs are turned round: shape (2, n) instead of (n, 2).
# message: pairs is a list of pairs of ids
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)), np.array([[0, 1], [2, 2], [3, 4]]).T
