# mistake: Every id up to the largest occurs, so packing the counts goes unseen.
# message: F survives: is an id left out
def exposing_case():
    return np.array([0, 1, 1, 2, 0, 2]), 7
