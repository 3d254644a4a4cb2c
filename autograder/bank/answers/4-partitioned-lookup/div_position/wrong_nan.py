# mistake: Every number is NaN.
# message: NaN is no address
def div_position(ids, vocab_size, n_shards):
    return np.full(ids.shape, np.nan), np.full(ids.shape, np.nan)
