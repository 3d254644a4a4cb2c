# mistake: The ids have shape (batch,); (batch, 1) was asked for.
# message: of shape (batch, 1)
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([2049, 0, 7])
