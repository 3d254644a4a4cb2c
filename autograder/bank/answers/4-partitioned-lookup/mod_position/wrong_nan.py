# mistake: Every number is NaN.
# message: NaN is no address
def mod_position(ids, n_shards):
    return np.full(ids.shape, np.nan), np.full(ids.shape, np.nan)
