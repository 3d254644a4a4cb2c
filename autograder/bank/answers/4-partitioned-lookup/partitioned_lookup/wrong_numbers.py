# mistake: The right shape, but every number is 0.
# message: every number is 0: were the rows put into the result?
# control run
def partitioned_lookup(shards, ids, strategy):
    return np.zeros((*ids.shape, *shards[0].shape[1:]))
