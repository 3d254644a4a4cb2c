# mistake: NaN is no id.
# message: whole numbers
def exposing_case():
    return np.full(4, np.nan), 5
