# mistake: The loads are those of mod whatever strategy says.
# message: these are the loads in mod: look at strategy
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return np.bincount(mod, minlength=n_shards)
