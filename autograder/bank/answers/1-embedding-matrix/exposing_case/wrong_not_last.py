# mistake: The last row is never asked for.
# message: Alive: cannot reach the last row
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 4)), np.array([4, 2, 4])
