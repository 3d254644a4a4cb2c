def mod_position(ids, n_shards):
    row = ids // n_shards
    return [ids - row * n_shards, row]
