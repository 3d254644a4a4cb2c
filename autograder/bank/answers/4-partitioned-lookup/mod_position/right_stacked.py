def mod_position(ids, n_shards):
    return np.stack([np.mod(ids, n_shards), np.floor_divide(ids, n_shards)])
