# mistake: The pairs come first; the table should.
# message: the table comes first, then the pairs
def exposing_case():
    return np.array([[0, 1], [2, 2], [3, 4]]), np.random.default_rng(0).normal(size=(6, 2))
