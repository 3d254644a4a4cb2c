# mistake: The ids are floats; whole numbers were asked for.
# message: whole numbers
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 4)), np.array([5.0, 2.0, 5.0, 0.0])
