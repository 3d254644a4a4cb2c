def exposing_case():
    return (0, 0, 2, 2, 2, 0), np.array(4)
