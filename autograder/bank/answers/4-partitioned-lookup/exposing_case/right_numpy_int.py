def exposing_case():
    return np.array([99, 5, 99, 98]), np.int64(10)
