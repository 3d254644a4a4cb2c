# mistake: The ids were flattened; both results keep their shape.
# message: the ids were flattened: both parts keep the shape of ids
def mod_position(ids, n_shards):
    ids = ids.ravel()
    return ids % n_shards, ids // n_shards
