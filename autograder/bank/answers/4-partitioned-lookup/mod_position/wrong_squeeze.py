# mistake: An axis of length one was lost.
# message: an axis of length one was lost
def mod_position(ids, n_shards):
    ids = np.squeeze(ids)
    return ids % n_shards, ids // n_shards
