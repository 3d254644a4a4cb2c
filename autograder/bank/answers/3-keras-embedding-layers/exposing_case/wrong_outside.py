# mistake: An id lies outside the table.
# message: outside the table
def exposing_case():
    return np.random.default_rng(0).normal(size=(2049, 1)), np.array([[2049], [0], [7]])
