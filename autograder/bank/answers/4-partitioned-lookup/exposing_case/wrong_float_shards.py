# mistake: The number of shards is a float.
# message: n_shards is one whole number (int), at least 1 and at most 100
def exposing_case():
    return np.array([13, 2, 7, 13]), 5.0
