# mistake: Id 0 is never asked for, so taking it for padding goes unseen.
# message: id 0 is not asked for
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2049], [5], [7]])
