def exposing_case():
    return np.array([0, 0, 0, 5, 5, 5]), np.int64(8)
