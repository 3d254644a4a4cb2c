# mistake: Only the shard is returned; the row is missing.
# message: a pair (shard, row) was due
def mod_position(ids, n_shards):
    return ids % n_shards
