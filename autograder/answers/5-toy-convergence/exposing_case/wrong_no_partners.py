# mistake: No two items of one pair meet, so their label goes unseen.
# message: Alive: label 1 for a == b only
def exposing_case():
    return np.random.default_rng(1).uniform(0.1, 0.6, (6, 2)), np.array([[2, 2], [3, 4]])
