# mistake: The ids are nested.
# message: ids stand in one row, at least one of them
def exposing_case():
    return np.array([[13, 2], [7, 13]]), 5
