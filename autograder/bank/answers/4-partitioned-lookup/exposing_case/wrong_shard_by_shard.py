# mistake: The ids are out of order, but come shard by shard.
# message: the ids come shard by shard already
def exposing_case():
    return np.array([10, 5, 5, 7, 13]), 5
