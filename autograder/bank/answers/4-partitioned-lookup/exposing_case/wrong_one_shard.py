# mistake: With one shard nothing can be told apart.
# message: with one shard every id lies in shard 0
def exposing_case():
    return np.array([13, 2, 7, 13]), 1
