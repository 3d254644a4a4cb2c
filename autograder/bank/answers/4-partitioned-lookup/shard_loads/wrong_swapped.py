# mistake: mod and div are swapped.
# message: these are the loads in div: the two are swapped
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return np.bincount(mod if strategy == 'div' else div, minlength=n_shards)
