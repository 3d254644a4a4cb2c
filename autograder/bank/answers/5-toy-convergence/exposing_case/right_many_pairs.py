def exposing_case():
    rng = np.random.default_rng(1)
    return rng.uniform(0.1, 0.6, (6, 2)), rng.integers(0, 6, (60, 2))
