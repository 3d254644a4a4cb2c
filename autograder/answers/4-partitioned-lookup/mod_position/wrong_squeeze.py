# mistake: An axis of length one was lost.
# message: the result was flattened or squeezed
def mod_position(ids, n_shards):
    ids = np.squeeze(ids)
    return ids % n_shards, ids // n_shards
