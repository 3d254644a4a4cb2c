def exposing_case():
    table = np.sin(np.arange(5000.0)).reshape(-1, 1) + 2
    return table, np.array([[0], [4097], [3]])
