# mistake: These are shares; counts were asked for.
# message: these are shares: counts were asked for
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return np.bincount(mod if strategy == 'mod' else div, minlength=n_shards) / len(ids)
