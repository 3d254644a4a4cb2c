# mistake: The ids have shape (batch,); (batch, 1) was asked for.
# message: a row of its own
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([2049, 0, 7])
