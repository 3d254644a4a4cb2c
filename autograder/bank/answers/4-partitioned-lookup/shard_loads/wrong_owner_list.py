# mistake: This is the shard of each id; count them.
# message: that is the shard of each id
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return mod if strategy == 'mod' else div
