# mistake: These few small ids hide every mistake.
# message: every id is below n_shards
# control run
def exposing_case():
    return np.array([0, 1, 2]), 4
