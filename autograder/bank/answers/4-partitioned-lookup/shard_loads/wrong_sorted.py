# mistake: The loads were sorted, so they no longer tell which shard is which.
# message: the right loads, in another order
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return np.sort(np.bincount(mod if strategy == 'mod' else div, minlength=n_shards))[::-1]
