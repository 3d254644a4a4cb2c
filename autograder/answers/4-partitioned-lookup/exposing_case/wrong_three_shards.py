# mistake: With three shards, a function that knows only three goes unseen.
# message: Alive: knows three shards only
def exposing_case():
    return np.array([13, 2, 7, 13]), 3
