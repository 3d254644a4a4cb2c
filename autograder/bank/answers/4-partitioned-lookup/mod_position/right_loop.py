def mod_position(ids, n_shards):
    shard, row = [], []
    for i in np.ravel(ids):
        shard.append(int(i) % n_shards)
        row.append(int(i) // n_shards)
    return np.array(shard).reshape(ids.shape), np.array(row).reshape(ids.shape)
