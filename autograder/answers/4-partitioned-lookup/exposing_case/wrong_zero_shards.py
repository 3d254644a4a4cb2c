# mistake: There must be at least one shard.
# message: a whole number from 1 to 100
def exposing_case():
    return np.array([13, 2, 7, 13]), 0
