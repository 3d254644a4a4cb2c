# mistake: The shards were counted from 1; they count from 0.
# message: shards count from 0
def mod_position(ids, n_shards):
    return ids % n_shards + 1, ids // n_shards
