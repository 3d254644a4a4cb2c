# mistake: The pair is not in a list of pairs.
# message: pairs is a list of pairs of ids
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)), np.array([0, 1])
