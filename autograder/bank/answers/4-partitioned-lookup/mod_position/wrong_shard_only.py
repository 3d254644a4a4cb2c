# mistake: Only the shard is returned; the row is missing.
# message: that is the shard alone: return a pair, (shard, row)
def mod_position(ids, n_shards):
    return ids % n_shards
