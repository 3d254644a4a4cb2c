# mistake: Every div shard was taken to have the rounded-up size.
# message: every run has the rounded-up size
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    mod = ids % n_shards
    return np.bincount(mod if strategy == 'mod' else ids // -(-vocab_size // n_shards), minlength=n_shards)
