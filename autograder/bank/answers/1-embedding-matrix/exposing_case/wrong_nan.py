# mistake: NaN differs from itself, so the right lookup seems wrong too.
# message: NaN or infinity
def exposing_case():
    return np.full((5, 3), np.nan), np.array([0, 1, 2])
