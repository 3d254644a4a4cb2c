# mistake: The ids that came in were changed.
# message: which belongs to the caller
def mod_position(ids, n_shards):
    shard = ids % n_shards
    ids //= n_shards
    return shard, ids
