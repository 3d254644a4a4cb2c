def mod_position(ids, n_shards):
    return ids % n_shards, np.floor(ids / n_shards)
