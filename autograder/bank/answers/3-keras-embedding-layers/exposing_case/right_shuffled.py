def exposing_case():
    ids = np.array([[3000], [0], [2051], [17]], dtype="int32")
    return np.random.default_rng(9).permutation(4000).reshape(-1, 1) + 1.5, ids
