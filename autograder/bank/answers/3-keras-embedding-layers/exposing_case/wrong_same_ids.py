# mistake: One id three times hides what takes the first for all.
# message: all ids of the batch have the same row
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2049], [2049], [2049]])
