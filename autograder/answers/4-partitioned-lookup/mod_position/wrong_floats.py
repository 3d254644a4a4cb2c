# mistake: The rows are floats, which cannot serve as an index.
# message: an address has to serve as an index
def mod_position(ids, n_shards):
    return ids % n_shards, np.floor(ids / n_shards)
