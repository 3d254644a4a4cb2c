# mistake: Only an item with itself is met.
# message: no two items of one pair meet
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)), np.array([[2, 2]])
