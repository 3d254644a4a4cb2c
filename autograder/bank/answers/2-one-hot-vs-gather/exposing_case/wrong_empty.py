# mistake: There are no ids at all.
# message: one at least
def exposing_case():
    return np.array([]), 7
