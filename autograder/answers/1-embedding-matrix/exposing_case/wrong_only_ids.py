# mistake: Only the ids are returned; the table is missing.
# message: a pair (table, ids) was due
def exposing_case():
    return np.array([5, 2, 5, 0])
