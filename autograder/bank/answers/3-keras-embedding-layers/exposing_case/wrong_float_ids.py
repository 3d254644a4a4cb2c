# mistake: The ids are floats.
# message: not floats
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2049.0], [0], [7]])
