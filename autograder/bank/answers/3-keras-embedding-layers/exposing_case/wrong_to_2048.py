# mistake: Ids up to 2048 are exact in float16, so the cast goes unseen.
# message: F still agrees
def exposing_case():
    return np.random.default_rng(1).normal(size=(2049, 1)), np.array([[2048], [0], [7]])
