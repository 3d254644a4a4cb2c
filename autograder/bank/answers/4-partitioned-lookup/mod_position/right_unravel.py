def mod_position(ids, n_shards):
    row, shard = np.unravel_index(ids, (int(ids.max()) // n_shards + 1, n_shards))
    return shard, row
