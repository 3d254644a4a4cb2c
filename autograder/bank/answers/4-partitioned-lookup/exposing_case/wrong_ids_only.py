# mistake: Only the ids are returned; the number of shards is missing.
# message: return a pair: the ids, then the number of shards
def exposing_case():
    return np.array([13, 2, 7, 13])
