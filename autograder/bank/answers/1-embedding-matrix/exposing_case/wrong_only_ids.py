# mistake: Only the ids are returned; the table is missing.
# message: return a pair: the table and the ids
def exposing_case():
    return np.array([5, 2, 5, 0])
