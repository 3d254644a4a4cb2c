def exposing_case():
    ids = np.array([[4095], [0], [1], [2047]])
    return np.random.default_rng(8).normal(size=(4096, 1)).round(3), ids
