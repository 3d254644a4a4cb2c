# mistake: Some ids lie beyond the table of 1000 rows.
# message: an id beyond the table breaks the right lookup, too
def exposing_case():
    return np.array([1500, 2, 7, 1500]), 5
