# mistake: The ids were flattened; both results keep their shape.
# message: Nested ids keep their shape
def mod_position(ids, n_shards):
    ids = ids.ravel()
    return ids % n_shards, ids // n_shards
