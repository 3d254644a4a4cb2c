# mistake: The pair is made but not returned.
# message: is there a `return`
def exposing_case():
    table, ids = np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2049], [0], [7]])
