# mistake: Repeated ids were counted once; each is a lookup.
# message: repeated ids were counted once
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return np.bincount((mod if strategy == 'mod' else div)[np.unique(ids, return_index=True)[1]], minlength=n_shards)
