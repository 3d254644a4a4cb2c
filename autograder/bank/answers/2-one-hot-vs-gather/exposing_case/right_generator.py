def exposing_case():
    rng = np.random.default_rng(5)
    ids = np.repeat(rng.integers(0, 50, 40), 2)
    return np.append(ids, 0), 200
