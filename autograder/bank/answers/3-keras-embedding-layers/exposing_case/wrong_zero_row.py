# mistake: Row 0 is all zeros, so taking it for padding goes unseen.
# message: all zeros
def exposing_case():
    table = np.random.default_rng(0).normal(size=(3000, 1))
    table[0] = 0
    return table, np.array([[2049], [0], [7]])
