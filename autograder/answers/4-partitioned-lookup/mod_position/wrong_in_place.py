# message: changed ids
def mod_position(ids, n_shards):
    shard = ids % n_shards
    ids //= n_shards
    return shard, ids
