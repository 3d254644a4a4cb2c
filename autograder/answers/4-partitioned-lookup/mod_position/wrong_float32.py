# mistake: A large id loses digits as float32.
# message: a large id does not fit into float32
def mod_position(ids, n_shards):
    ids = ids.astype(np.float32)
    return ids % n_shards, ids // n_shards
