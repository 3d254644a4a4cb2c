# mistake: The ids stand side by side, in one sequence.
# message: row of its own
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2049, 0, 7]])
