# mistake: The table has one axis; rows and columns were asked for.
# message: rows and columns
def exposing_case():
    return np.random.default_rng(0).normal(size=3000), np.array([[2049], [0], [7]])
