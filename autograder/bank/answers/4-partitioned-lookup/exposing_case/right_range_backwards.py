def exposing_case():
    return np.concatenate([np.arange(30, 0, -1), np.arange(30)]), np.array(7)
