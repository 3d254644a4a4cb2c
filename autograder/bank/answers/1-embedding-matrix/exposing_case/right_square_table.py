def exposing_case():
    return np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]]), np.array([2, 0, 2])
