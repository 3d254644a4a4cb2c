# mistake: The ids are floats; they should be whole numbers.
# message: ids are whole numbers: int, not float
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 2)), np.array([[0, 1], [2, 2], [3, 4]]).astype(float)
