# mistake: No item meets itself, so that case goes unseen.
# message: no item meets itself: the case a == b goes unseen
def exposing_case():
    return np.random.default_rng(1).uniform(0.1, 0.6, (6, 2)), np.array([[0, 1], [3, 4]])
