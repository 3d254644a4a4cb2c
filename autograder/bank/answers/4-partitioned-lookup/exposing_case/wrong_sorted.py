# mistake: The ids come shard by shard, so that gluing the answers goes unseen.
# message: the ids come shard by shard already
def exposing_case():
    return np.array([2, 7, 13, 13]), 5
