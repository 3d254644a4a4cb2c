# mistake: The number of shards came first.
# message: the ids come first, then n_shards
def exposing_case():
    return 5, np.array([13, 2, 7, 13])
