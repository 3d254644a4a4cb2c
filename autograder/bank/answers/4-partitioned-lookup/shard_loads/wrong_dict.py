# mistake: A dict is returned, which leaves out shards without a lookup.
# message: that is a dict: return numbers in order
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return dict(Counter((mod if strategy == 'mod' else div).tolist()))
