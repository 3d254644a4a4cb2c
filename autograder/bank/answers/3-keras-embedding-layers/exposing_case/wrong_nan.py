# mistake: NaN differs from itself, so the right layer seems wrong too.
# message: NaN differs even from itself
def exposing_case():
    return np.full((3000, 1), np.nan), np.array([[2049], [0]])
