# mistake: The ids come first.
# message: the ids come second
def exposing_case():
    return np.array([[2049], [0], [7]]), np.random.default_rng(0).normal(size=(3000, 1))
