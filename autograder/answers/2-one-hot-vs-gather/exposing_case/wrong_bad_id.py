# message: ids from 0 to 6
def exposing_case():
    return np.array([0, 7, 7, 2, 0, 7]), 7
