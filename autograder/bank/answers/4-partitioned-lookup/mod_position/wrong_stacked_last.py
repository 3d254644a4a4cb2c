# mistake: Shard and row were stacked on the last axis, which gives one pair for each id.
# message: return one array of shards and one of rows, not a pair for each id
def mod_position(ids, n_shards):
    return np.stack([ids % n_shards, ids // n_shards], axis=-1)
