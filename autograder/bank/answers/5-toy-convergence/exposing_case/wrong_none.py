# mistake: The function returns nothing.
# message: is there a `return`
def exposing_case():
    case = np.random.default_rng(0).normal(size=(6, 2)), np.array([[0, 1], [2, 2], [3, 4]])
