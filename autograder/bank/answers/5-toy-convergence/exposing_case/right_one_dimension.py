def exposing_case():
    return np.array([[0.3], [0.5], [0.2], [0.8], [0.6], [0.4]]), np.array([[5, 4], [1, 1], [0, 5]], dtype="int32")
