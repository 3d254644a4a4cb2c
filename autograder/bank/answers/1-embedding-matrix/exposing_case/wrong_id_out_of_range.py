# mistake: An id lies outside the table, so the right lookup fails too.
# message: ids from 0 to 5
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 4)), np.array([6, 2, 6])
