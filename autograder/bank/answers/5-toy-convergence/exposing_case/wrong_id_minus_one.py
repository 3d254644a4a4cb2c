# mistake: There is no item -1.
# message: there is no such item: six items have the ids 0 to 5
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)), np.array([[-1, 0], [2, 2], [3, 4]])
