# mistake: No two items of one pair meet, so their label goes unseen.
# message: no two items of one pair meet
def exposing_case():
    return np.random.default_rng(1).uniform(0.1, 0.6, (6, 2)), np.array([[2, 2], [3, 4]])
