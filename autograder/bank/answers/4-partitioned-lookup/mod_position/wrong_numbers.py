# mistake: The right shapes, but every number is 0.
# message: every shard is 0
# control run
def mod_position(ids, n_shards):
    return np.zeros_like(ids), np.zeros_like(ids)
