# mistake: These are the rows that a shard holds, not the lookups it serves.
# message: these are the rows a shard holds
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    every = np.arange(vocab_size)
    return np.bincount(every % n_shards, minlength=n_shards)
