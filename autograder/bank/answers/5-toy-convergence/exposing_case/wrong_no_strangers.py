# mistake: No items of two pairs meet, so that case goes unseen.
# message: no items of two pairs meet
def exposing_case():
    return np.random.default_rng(1).uniform(0.1, 0.6, (6, 2)), np.array([[0, 1], [2, 2]])
