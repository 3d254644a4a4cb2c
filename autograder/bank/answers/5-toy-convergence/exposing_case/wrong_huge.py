# mistake: Numbers beyond 10 were put into the table.
# message: in huge numbers rounding alone makes a difference
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)) * 1e8, np.array([[0, 1], [2, 2], [3, 4]])
