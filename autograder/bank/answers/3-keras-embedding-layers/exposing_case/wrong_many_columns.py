# mistake: With several columns, squeezing every axis goes unseen.
# message: only the axis of the sequence has length one
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 4)), np.array([[2049], [0], [7]])
