# mistake: With three shards, a lookup that counts on three goes unseen.
# message: with three shards, F is right
def exposing_case():
    return np.array([13, 2, 7, 13]), 3
