# mistake: A list of rows and then a list of shards was returned.
# message: the shard comes first
def mod_position(ids, n_shards):
    return np.stack(np.divmod(ids, n_shards))
