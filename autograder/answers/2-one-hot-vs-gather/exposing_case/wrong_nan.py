# mistake: NaN is no id.
# message: whole numbers
def exposing_case():
    return np.full(6, np.nan), 7
