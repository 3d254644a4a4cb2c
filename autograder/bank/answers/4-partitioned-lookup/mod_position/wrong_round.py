# mistake: The row was rounded to the nearest whole number.
# message: a row is rounded down: use //
def mod_position(ids, n_shards):
    return ids % n_shards, np.round(ids / n_shards).astype(int)
