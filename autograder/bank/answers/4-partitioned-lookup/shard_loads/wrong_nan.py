# mistake: Every number is NaN.
# message: every number is NaN
def shard_loads(ids, vocab_size, n_shards, strategy):
    return np.full(n_shards, np.nan)
