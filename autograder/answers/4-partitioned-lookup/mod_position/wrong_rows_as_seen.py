# mistake: The row depends on where the id stands, not on the id.
# message: was due
def mod_position(ids, n_shards):
    row = np.arange(ids.size).reshape(ids.shape) // n_shards
    return ids % n_shards, row
