# mistake: Only the table was returned.
# message: return two things, the table and the pairs
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2))
