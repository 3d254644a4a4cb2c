# mistake: NaN is no id.
# message: NaN is no id
def exposing_case():
    return np.full(4, np.nan), 5
