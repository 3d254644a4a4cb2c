# message: Alive: reads five ids at most
def exposing_case():
    return np.array([0, 4, 4, 2]), 7
