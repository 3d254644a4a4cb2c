# mistake: Large ids overflow as 32-bit whole numbers.
# message: a large id does not fit into int32
def mod_position(ids, n_shards):
    ids = ids.astype('int32')
    return ids % n_shards, ids // n_shards
