# mistake: With three shards, a function that knows only three goes unseen.
# message: with three shards, knowing three shards only is no mistake
def exposing_case():
    return np.array([13, 2, 7, 13]), 3
