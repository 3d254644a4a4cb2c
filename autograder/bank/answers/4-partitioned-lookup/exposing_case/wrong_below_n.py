# mistake: All ids are below n_shards, so every row is 0.
# message: every id is below n_shards
def exposing_case():
    return np.array([4, 2, 3, 4]), 5
