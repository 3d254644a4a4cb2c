# mistake: NaN differs from itself, so the right step seems wrong too.
# message: NaN differs even from itself, so the right step seems wrong, too
def exposing_case():
    return np.full((6, 2), np.nan), np.array([[0, 1]])
