# mistake: Only the table is returned.
# message: a pair: the table and the ids
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1))
