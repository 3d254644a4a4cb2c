def mod_position(ids, n_shards):
    row, shard = divmod(ids, n_shards)
    return shard, row
