# mistake: The last shards are missing where they serve nothing: np.bincount needs minlength.
# message: a shard that serves nothing counts 0
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return np.bincount(mod if strategy == 'mod' else div)
