# mistake: Shard and row are swapped.
# message: the shard comes first
def mod_position(ids, n_shards):
    return ids // n_shards, ids % n_shards
