# mistake: The row depends on where the id stands, not on the id.
# message: the row comes from the id, not from where the id stands
def mod_position(ids, n_shards):
    row = np.arange(ids.size).reshape(ids.shape) // n_shards
    return ids % n_shards, row
