def exposing_case():
    return np.linspace(0.1, 2.3, 20).reshape(5, 4), np.array([4, 0, 4, 1], dtype="int32")
