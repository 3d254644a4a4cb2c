def exposing_case():
    pairs = [(a, b) for a in range(6) for b in range(6)] * 2
    return (0.1 + np.random.default_rng(3).random((6, 3)) / 3).tolist(), pairs
